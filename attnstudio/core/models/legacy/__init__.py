"""Models that Keras 2 saved, and models in HDF5, opened without Keras's own readers of them.

Their config is translated to that of Keras 3 (`translate`, `operators`), checked like any other (`..allowed`), built,
and filled by name with the arrays of the file (`arrays`). `reading` puts these together.
"""
