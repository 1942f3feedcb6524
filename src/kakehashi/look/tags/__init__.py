"""What the template tags of ``{% load look %}`` do, by subject; registered in templatetags."""
