"""Pages on which needs are entered, cleared and asked about. The register and a need's own page are in the roof."""
