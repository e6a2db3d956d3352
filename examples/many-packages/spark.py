"""Checks the tarballs that a list names, one path a line, on the workers of Spark:

    spark-submit spark.py LIST FOLDER [PARTITIONS]

FOLDER gets files of JSON lines, one report a tarball.
"""

import os
import sys

from pyspark.sql import SparkSession

# It uses all cores that it is allowed, so Spark needs one task for each machine (spark.task.cpus), or `taskset` in front.
COMMAND = os.environ.get("PACKPROOF", "packproof") + " check --stdin-list --format ndjson"


def main(names, folder, partitions=None):
    context = SparkSession.builder.appName("packproof").getOrCreate().sparkContext
    paths = context.textFile(names).repartition(int(partitions or context.defaultParallelism))
    # Exit status 1 or 2 is a verdict, not a failure of the worker: each line says its own.
    paths.pipe(COMMAND, env=dict(os.environ)).saveAsTextFile(folder)
    asked, answered = paths.count(), context.textFile(folder).count()
    if asked != answered:  # A worker without packproof, or one that was killed.
        sys.exit(f"{asked} tarballs, {answered} reports")


main(*sys.argv[1:])
