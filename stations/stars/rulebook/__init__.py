"""Which schemes there are, and how a city makes its own at the desk."""
