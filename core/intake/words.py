"""What columns are called in Spanish, English and Portuguese: per field, the names met, without accents and in lower case."""

from __future__ import annotations


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(","))


NAMES: dict[str, tuple[str, ...]] = {
    "customer": _split("""
        cliente, nombre, nombre cliente, nombre del cliente, razon social, denominacion, apellido y nombre, nombre y apellido,
        nombre completo, deudor, titular, empresa, razon social cliente, cliente nombre, nombre o razon social, name, customer,
        customer name, client, client name, company, company name, account name, bill to, full name, debtor, nome, nome cliente,
        nome do cliente, razao social, sacado, pagador, tercero, nombre tercero, proveedor cliente, nombre comercial, ordenante,
        contacto, contact name, socio, alumno, inquilino, paciente, payer, quien, quien debe, nombres y apellidos, apellidos y nombres,
        denominacion receptor, nombre receptor, nombres, first name
    """),
    "code": _split("""
        account, acct, cliente no, cliente numero,
        codigo, codigo cliente, cod cliente, codigo de cliente, id cliente, cliente id, idcliente, nro cliente, n cliente, numero de
        cliente, numero cliente, cuenta, nro cuenta, numero de cuenta cliente, legajo, nro socio, customer id, customer code,
        customer no, customer number, client id, client code, account id, account code, account no, cust id, codigo do cliente, cod,
        clave cliente, cliente codigo, id deudor, matricula, customer account, id del cliente
    """),
    "tax_id": _split("""
        cuit, cuil, cuit cuil, dni, rut, run, nit, rfc, ruc, nif, cif, cpf, cnpj, cedula, documento identidad, identificacion, nro
        documento cliente, identificacion fiscal, tax id, vat, vat number, tax number, rut cliente, cuit cliente, nit cliente, ruc
        cliente, rfc cliente, dni cuit, cpf cnpj, cif nif, nif cif, id fiscal, cedula nit, nit cc, documento cliente, numero
        identificacion, documento de identidad, numero de identificacion, dni cliente, rnc, rtn, cedula ruc, ruc cedula, cedula
        juridica, numero de documento de identidad, cc nit, rif, nro doc receptor, numero documento receptor, rfc receptor
    """),
    "phones": _split("""
        telefono, tel, telefonos, celular, cel, movil, telefono celular, telefono movil, numero telefono, nro telefono, numero de
        telefono, whatsapp, telefono 1, telefono 2, telefono 3, celular 1, celular 2, telefono fijo, telefono contacto, phone, phone
        number, mobile, mobile phone, cell, cell phone, telephone, fone, telefone, telemovel, contacto telefonico, telefono cliente,
        telefono principal, telefono alternativo, wsp, nro de telefono, telefono de contacto, tlf, fono, telefone celular, phone 1,
        phone 2, celular whatsapp, whatsapp number, telefono casa, telefono trabajo
    """),
    "emails": _split("""
        email, e mail, mail, correo, correo electronico, emails, email address, correo cliente, email cliente, email 1, email 2,
        direccion de correo, mail cliente, e mail cliente, email contacto, correos, mails, correo contacto, direccion de correo
        electronico, endereco de email
    """),
    "invoice": _split("""
        factura, numero factura, nro factura, numero de factura, n factura, id factura, no factura, num factura, comprobante, numero
        comprobante, nro comprobante, numero de comprobante, documento, numero documento, nro documento, numero de documento, n
        documento, folio, folio fiscal, numero, nro, invoice, invoice number, invoice no, invoice id, invoice num, document,
        document number, doc number, doc no, bill number, bill no, reference number, fatura, numero da fatura, nota fiscal, nf,
        numero da nota, titulo, numero de asignacion, nro de asignacion, n de asignacion, nro asig, asignacion, id cuenta o nro de
        asig, boleta, numero boleta, pagare, factura numero, factura nro, factura no, cod factura, codigo factura, nro doc, num doc,
        doc, n comprobante, cfdi, serie y folio, serie folio, numero de nota, nota, n fact, nro fact, num fact, number, operacion, numero de
        operacion, factura afectada, documento aplicado, no documento, no doc, fatura numero, consecutivo, numero consecutivo, numero desde
    """),
    "issued_on": _split("""
        fecha, fecha emision, fecha de emision, emision, fecha factura, fecha de factura, fecha documento, fecha comprobante, fecha
        del documento, fecha de documento, fecha doc, f emision, fec emision, fecha facturacion, date, invoice date, issue date,
        issued, issued on, document date, doc date, bill date, billing date, data, data emissao, data de emissao, emissao, posting
        date, fecha contable, fecha cfdi, fecha fact
    """),
    "due_on": _split("""
        vencimiento, fecha vencimiento, fecha de vencimiento, vence, vto, fecha vto, f vencimiento, fec vencimiento, fec vto, fecha
        venc, vencim, venc, fecha de deuda, fecha deuda, fecha limite, fecha limite de pago, due date, due, due on, maturity,
        maturity date, payment due, payment due date, vencimento, data vencimento, data de vencimento, fecha de vto, vence el, f
        vto, 1er vencimiento, primer vencimiento, fecha primer vencimiento, net due date
    """),
    "amount": _split("""
        importe, monto, total, valor, importe total, monto total, valor total, importe facturado, monto factura, importe factura,
        monto facturado, total factura, importe asignado, monto asignado, amount, invoice amount, total amount, invoice total,
        original amount, importe original, monto original, valor original, valor factura, valor da fatura, importe de la factura,
        importe documento, monto documento, total documento, debe, cargo, valor documento, billed, amount billed, neto a pagar,
        importe bruto, gross amount, valor titulo, importe comprobante, total comprobante, capital, deuda original, valor do titulo,
        importe con iva, total con iva, amt, total in currency, total in currency signed, total en moneda, total en divisa con signo,
        valor cuota, importe cuota, monto cuota, valor de la cuota, installment amount, imp total
    """),
    "open_amount": _split("""
        saldo, saldo pendiente, saldo deudor, importe pendiente, monto pendiente, pendiente, deuda, saldo actual, adeudado, importe
        adeudado, monto adeudado, saldo factura, saldo documento, saldo total, balance, open amount, outstanding, outstanding
        amount, amount due, balance due, open balance, remaining, remaining amount, saldo devedor, valor em aberto, em aberto, valor
        pendente, por cobrar, saldo por cobrar, deuda actual, saldo vencido, saldo insoluto, importe a cobrar, a cobrar, pendiente
        de cobro, saldo a cobrar, saldo del documento, bal, open bal
    """),
    "currency": _split("""
        moneda, divisa, mon, cod moneda, codigo moneda, currency, currency code, curr, ccy, moeda, tipo moneda, moneda documento,
        tipo de moneda, moneda factura
    """),
    "settled_on": _split("""
        fecha pago, fecha de pago, fecha cobro, fecha de cobro, pagado el, fecha cobranza, settled date, settled, settled on, paid
        date, paid on, payment date, date paid, clearing date, data pagamento, data de pagamento, fecha cancelacion, f pago, fecha
        de cancelacion, clear date, fecha cobrado, fecha ultimo pago
    """),
    "paid": _split("""
        importe cobrado, cobrado, pagado, monto pagado, importe pagado, monto cobrado, pagos, paid, paid amount, amount paid, valor
        pago, total pagado, abonado, total cobrado, haber, pago a cuenta, abonos
    """),
    "rate": _split("""
        tipo cambio, tipo de cambio, tc, t c, cotizacion, exchange rate, fx rate, rate, cambio, taxa de cambio, cotacao, paridad,
        tasa de cambio, trm
    """),
    "concept": _split("""
        concepto, descripcion, detalle, servicio, tipo servicio, producto, description, concept, detail, descricao, glosa, item,
        memo, rubro, historico lancamento
    """),
    "disputed": _split("""
        disputa, disputed, dispute, en disputa, reclamo, en reclamo, disputado, is disputed, contestada, impugnada
    """),
    "address": _split("""
        direccion, domicilio, address, calle, endereco, street, direccion cliente, domicilio fiscal, street address, billing address
    """),
    "region": _split("""
        provincia, region, departamento, state, province, uf, comunidad autonoma, estado provincia, entidad federativa
    """),
    "city": _split("""
        ciudad, localidad, city, cidade, municipio, town, comuna, poblacion, distrito
    """),
    "country": _split("""
        pais, country, country code, codigo pais, cod pais, pais cliente
    """),
    "language": _split("""
        idioma, language, lengua, lang, lingua
    """),
    "type": _split("""
        tipo, tipo comprobante, tipo documento, tipo de documento, tipo de comprobante, clase documento, document type, doc type,
        tipo doc, t comp, tipo comp, type, transaction type, tipo cbte, tipo factura, clase, clase de documento, tipo cfdi, especie
    """),
    "series": _split("""
        serie, series, serie factura, serie documento, prefijo, prefijo factura, prefix, punto de venta, pto vta, pto venta, punto venta
    """),
    "installment": _split("""
        cuota, nro cuota, numero cuota, numero de cuota, cuota nro, cuota numero, n cuota, no cuota, num cuota, cuota no, installment,
        installment no, installment number, installment id, instalment, instalment no, parcela, numero parcela, numero da parcela
    """),
    "paid_on": _split("""
        fecha pago, fecha de pago, fecha, fecha cobro, fecha de cobro, fecha valor, fecha operacion, fecha acreditacion, payment
        date, paid on, paid date, date, date paid, value date, data, data pagamento, data de pagamento, fecha recibo, fecha
        deposito, fecha transferencia, pagado el, fecha del pago, f pago, booking date, fecha movimiento, fecha cobranza, data do
        pagamento
    """),
    "payment_amount": _split("""
        importe, monto, valor, importe pagado, monto pagado, importe pago, monto pago, importe de pago, importe cobrado, monto
        cobrado, pagado, amount, amount paid, paid amount, payment amount, payment, paid, valor pago, valor do pagamento, total,
        importe cobro, abono, haber, credito, credit, importe aplicado, monto aplicado, cobrado, pago, importe del pago, monto del
        pago
    """),
    "reference": _split("""
        referencia, numero recibo, nro recibo, recibo, recibo numero, reference, payment reference, receipt, receipt number, numero
        operacion, nro operacion, numero de recibo, comprobante pago, comprobante de pago, transaction id, id pago, payment id, id
        transaccion, id operacion, referencia pago, numero transaccion, no operacion, ref, numero de referencia, transferencia,
        payment number, n operacion, n recibo, id de pago, id del pago
    """),
    "method": _split("""
        medio pago, medio de pago, forma pago, forma de pago, metodo, metodo pago, metodo de pago, method, payment method, payment
        type, tipo pago, tipo de pago, forma de pagamento, canal, canal de pago, banco, via de pago
    """),
    "authorised": _split("""
        autoriza, autorizado, autorizacion, acepta, consentimiento, consent, opt in, authorised, authorized, permite contacto,
        canales autorizados, acepta sms, acepta whatsapp, acepta email, acepta llamadas, autoriza sms, autoriza whatsapp, autoriza
        email, autoriza llamadas, autorizacion whatsapp, autorizacion sms, autorizacion email, autoriza contacto, acepta contacto,
        consentimiento whatsapp, consentimiento sms, consentimiento email, sms opt in, whatsapp opt in, email opt in, consentiu,
        autoriza correo, acepta correo, acepta mensajes, acepta llamada, autorizados, channels allowed, authorised channels,
        authorized channels
    """),
    "opted_out": _split("""
        baja, bajas, opt out, opted out, no contactar, no molestar, do not contact, unsubscribed, unsubscribe, baja sms, baja
        whatsapp, baja email, baja llamadas, baja voz, no llamar, no enviar sms, no enviar whatsapp, no enviar email, canales baja,
        dado de baja, canales de baja, do not call, sms opt out, whatsapp opt out, email opt out, descadastrado, opt out sms, opt
        out whatsapp, opt out email, excluido, opted out channels, baja correo, canales dados de baja, lista negra
    """),
}  # fmt: skip

SPOILERS = frozenset(
    _split(
        """
        accion, acuerdo, anterior, bucket, cae, cantidad, comentario, comentarios, condicion, cp, credito1, day, days,
        descuento, dias, discount, ejecutivo, electronica, electronico, equivalent, equivalente, estado, exposicion, fin,
        historica, historico, impuesto, ingreso, interes, intereses, iva, limite, localidad1, mes, month, mora, neto, obs,
        observacion, observaciones, paperless, parcial, perfil, postal, prioridad, proxima, proximo, qty, quarter, recargo,
        responsable, score, seller, status, subcliente, sucursal, sueldo, supervisor, tax1, tramo, trimestre, ultima, ultimo,
        usuario, vehiculos, vencida, vendedor
        """
    )
)
"""Words that turn a column's meaning into another one: "Dias de vencimiento" is no due date."""

NOT_OF_CUSTOMERS = frozenset(
    _split(
        """
        actividad, articulo, banco, barrio, centro, cep, ciiu, city, ciudad, concepto, country, cp, currency, departamento, divisa, item,
        localidad, moneda, municipio, p, pais, post, postal, product, producto, produto, provincia, region, servicio, state, tipo, type,
        zip, zona, zone
        """
    )
)
"""Words that make a code that of something else: "Código postal", "Cod. producto"."""

AGING = _split(
    """
    corriente, current, no vencido, por vencer, a vencer, 0 30, 1 30, 31 60, 61 90, 91 120, mas de 90, mas de 120, mas 90, mas 120,
    over 90, over 120, 90 dias, 60 dias, 30 dias, 120 dias, 90 y mas, 1 a 30, 31 a 60, 61 a 90, 0 a 30, 91 y mas, 91 a 120, 120 y
    mas
    """
)
"""Headers of reports that give balances by age instead of invoices."""

TOTALS = r"(?:gran\s+|grand\s+)?(?:sub\s*-?\s*)?(?:total(?:es|is|s)?|suma(?:s|toria)?|somas?)\b"
FOOTERS = (
    r"(?:procesado|fin\s+del?|end\s+of|p[aá]gina|page\b|pag\.|generado|generated|impreso|printed|fuente|source|nota:|notas:|emitido|reporte|"
    r"percentage\s+of|porcentaje|report\b|fecha\s+de\s+(?:impresi|emisi|generaci)|usuario:|\*+)"
)
