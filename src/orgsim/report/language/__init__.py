"""Words, numbers and phrases of reports, in English and Japanese."""
