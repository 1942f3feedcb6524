"""Templates of users, checked and filled in a process of its own: no Django, no data, no secrets.

The process reads a task and a template from its standard input and writes a document, or why not,
to its standard output. It never opens a file or a connection. What it may use of time, memory and
output is limited before the template is looked at.
"""
