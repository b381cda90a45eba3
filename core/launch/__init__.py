"""From a fresh copy to a running product; standard library only, for it runs before anything is installed."""
