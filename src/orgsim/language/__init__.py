"""What orgsim says: phrases in catalogues, numbers by the language's own rules."""
