arg A
from busybox
run TRUE
user 1
