"""Course packages: what they hold, how they are checked, shown, scored and kept.

A package is a folder, or a zip of a folder's content. Its version is the digest of what it holds, so the
same content is always the same version, and a version once published never changes.
"""
