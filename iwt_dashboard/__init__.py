"""The project package: settings, addresses, operation of the site, and the pages made of several apps."""
