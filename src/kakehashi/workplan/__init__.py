"""Workplan: joint actions, initiatives, milestones, updates and results."""
