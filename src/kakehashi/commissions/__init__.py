"""Commissions: one request to many offices, their returns, and one text made of them.

Of one side alone: to the other side none of it exists. An office answers on the desk, or by a link
without an account; one that was asked may pass the request on to its own offices.
"""
