"""What each diagram of a scenario shows, before anybody decides where it stands."""
