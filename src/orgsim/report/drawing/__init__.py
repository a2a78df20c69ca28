"""What all pictures share: fonts, colours, and how they are written as SVG."""
