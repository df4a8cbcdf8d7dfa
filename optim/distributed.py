"""Data-parallel training: several processes share each batch, through MPI."""

from optim.parallel.data_parallel import DataParallel as DataParallel
from optim.parallel.data_parallel import part_of as part_of
from optim.parallel.data_parallel import shard as shard
