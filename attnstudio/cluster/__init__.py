"""Long runs on several processes or machines, by Dask. Nothing here imports Dask before a cluster is used."""
