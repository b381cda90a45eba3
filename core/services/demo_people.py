"""Invented people, shops and habits of paying for the demo; every name, number and address is made up."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

COMPANY = "Distribuidora Andina (demo)"
COUNTRY, CURRENCY, SECOND = "PE", "PEN", "USD"
CAST = (("Ada", "owner"), ("Marta", "manager"), ("Gus", "agent"))
COUNT = 150

FIRST = (
    "Ana Lucía", "Bruno", "Clara", "Diego", "Elena", "Fabián", "Gloria", "Hugo", "Inés", "Javier", "Karina", "Luis Alberto", "Mónica",
    "Néstor", "Olga", "Pablo", "Queta", "Ramiro", "Sofía", "Tomás", "Úrsula", "Víctor", "Wendy", "Ximena", "Yolanda", "Zenón",
)  # fmt: skip
LAST = (
    "Aguirre", "Benavides", "Cárdenas", "Dávila", "Escobar", "Figueroa", "Guzmán", "Huamán", "Ibáñez", "Jara", "Landa", "Mamani",
    "Núñez", "Ortega", "Paredes", "Quispe", "Rojas", "Salcedo", "Tello", "Urrutia", "Vargas", "Zapata",
)  # fmt: skip
TRADES = ("Bodega", "Ferretería", "Panadería", "Librería", "Farmacia", "Restaurante", "Taller", "Comercial", "Minimarket", "Confecciones")
PLACES = (
    "San Martín",
    "El Sol",
    "Los Andes",
    "La Esperanza",
    "Santa Rosa",
    "El Progreso",
    "La Unión",
    "Las Flores",
    "El Puente",
    "Victoria",
)
CITIES = ("Lima", "Arequipa", "Trujillo", "Cusco", "Piura", "Huancayo")


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind of customer pays: share of customers, share of invoices paid in time, days late of the others, share not paid yet."""

    name: str
    share: int
    in_time: float
    late: tuple[int, int]
    unpaid: float
    invoices: tuple[int, int]


HABITS = (
    Habit("regular", 45, 0.96, (1, 8), 0.01, (5, 9)),
    Habit("occasional", 27, 0.72, (5, 45), 0.07, (5, 9)),
    Habit("repeated", 18, 0.25, (15, 95), 0.22, (5, 8)),
    Habit("new", 10, 0.7, (3, 20), 0.1, (1, 2)),
)


def habit_of(random: Random) -> Habit:
    """A habit, drawn by its share."""
    return random.choices(HABITS, [habit.share for habit in HABITS])[0]


def name_of(random: Random, number: int) -> tuple[str, str]:
    """(name, kind) of an invented customer; the first three are the cast that every example knows."""
    if number < 3:
        return f"{FIRST[number]} {LAST[number + 3]}", "person"
    if random.random() < 0.55:
        return f"{random.choice(TRADES)} {random.choice(PLACES)} {random.choice(LAST)}", "business"
    return f"{random.choice(FIRST)} {random.choice(LAST)} {random.choice(LAST)}", "person"


def phone_of(example: str, number: int) -> str:
    """A number of the country's own form, from its example number with the last four digits counted up."""
    return f"{example[:-4]}{number:04d}"
