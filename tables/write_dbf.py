#!/usr/bin/python3
"""write_dbf.py FOLDER: the rows as tables of python3-dbf, a folder for each form of dBASE and code page."""
import datetime, os, sys
import dbf, rows

# the field of each type; FoxPro has binary ones
PLAIN = {"text": "C(40)", "memo": "M", "whole": "N(10,0)", "amount": "N(12,2)", "quantity": "N(12,3)", "price": "N(14,4)", "date": "D", "yesno": "L"}
FOXPRO = dict(PLAIN, quantity="B", price="Y", whole="I")
STAMPED = dict(FOXPRO, date="T")
NULLED = {kind: field + " null" for kind, field in FOXPRO.items()}

for folder, form, page, fields in (
    ("dbase3-cp850", "db3", "cp850", PLAIN), ("dbase3-cp437", "db3", "cp437", PLAIN), ("clipper-cp850", "clp", "cp850", PLAIN),
    ("foxpro2-cp1252", "fp", "cp1252", PLAIN), ("vfp-cp1252", "vfp", "cp1252", FOXPRO), ("vfp-datetime", "vfp", "cp1252", STAMPED),
    ("vfp-null", "vfp", "cp1252", NULLED),
):
    os.makedirs(os.path.join(sys.argv[1], folder), exist_ok=True)
    for name in rows.COLUMNS:
        _, kinds, names, lines = rows.read(name)
        spec = "; ".join(f"{column} {fields[kind]}" for column, kind in zip(names, kinds))
        table = dbf.Table(os.path.join(sys.argv[1], folder, name + ".dbf"), spec, dbf_type=form, codepage=page)
        table.open(dbf.READ_WRITE)
        for line in lines[:1] + lines:  # the first is deleted again below
            cells = []
            for kind, cell in zip(kinds, line):
                if cell is not None and kind == "date" and fields["date"] == "T":
                    cell = datetime.datetime(cell.year, cell.month, cell.day)
                elif cell is None and kind in ("text", "memo") and fields is not NULLED:
                    cell = ""
                cells.append(cell)
            table.append(tuple(cells))
        dbf.delete(table[0])
        table.close()
