"""Letters: mails and documents read into what a note is made of, without trusting a byte of them.

What is read here claims much and proves nothing: a sender's name is what somebody wrote there.
Reading runs in a process of its own (:mod:`kakehashi.notes.letters.process`), which opens no file
and no connection; everything else in this package is plain functions over bytes.
"""
