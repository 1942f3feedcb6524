"""The line: HTTPS between two nodes, every request signed by the node's key, TLS pinned by key."""
