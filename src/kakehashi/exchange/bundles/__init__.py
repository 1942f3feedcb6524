"""Bundles: the line carried by hand, in files anybody may carry. Format: ``spec/bundle.md``.

Made from the log (:mod:`.making`), read from a folder or one file (:mod:`.carriers`), looked at and
taken in (:mod:`.taking`) by the very checks of the line port.
"""
