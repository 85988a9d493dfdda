# An image that only carries a binding of gdal-async, made elsewhere for the same Debian and Node:
#   ./pvs images --gdal-binding DIRECTORY
FROM scratch
COPY . /binding
