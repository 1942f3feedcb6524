"""Pages of the desk: translate the request in, one call, translate the answer out."""
