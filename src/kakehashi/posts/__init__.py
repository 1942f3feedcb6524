"""Posts: what each owns, and how all of it goes from hand to hand without a gap."""
