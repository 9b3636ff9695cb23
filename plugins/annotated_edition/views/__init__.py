"""An edition as data: records, tables, lookup, evidence, time line."""
