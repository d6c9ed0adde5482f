"""The roof: wiring, the operating ground, and the pages made of all apps."""
