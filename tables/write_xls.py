#!/usr/bin/python3
"""write_xls.py FOLDER: the rows as .xls of python3-xlwt: one file for each table, and all tables as sheets of one file with dates
that count from 1904."""
import os, sys
import xlwt, rows

DATE = xlwt.easyxf(num_format_str="DD/MM/YYYY")
AMOUNT = xlwt.easyxf(num_format_str="#,##0.00")


def fill(sheet, table):
    headings, kinds, _, lines = rows.read(table)
    for column, heading in enumerate(headings):
        sheet.write(0, column, heading)
    for row, line in enumerate(lines, 1):
        for column, (kind, cell) in enumerate(zip(kinds, line)):
            if cell is None:
                continue
            if kind == "date":
                sheet.write(row, column, cell, DATE)
            elif kind in ("amount", "quantity", "price"):
                sheet.write(row, column, float(cell), AMOUNT if kind == "amount" else xlwt.Style.default_style)
            else:
                sheet.write(row, column, cell)


os.makedirs(os.path.join(sys.argv[1], "xlwt"), exist_ok=True)
os.makedirs(os.path.join(sys.argv[1], "xlwt-1904"), exist_ok=True)
for table in rows.COLUMNS:
    book = xlwt.Workbook()
    fill(book.add_sheet(table), table)
    book.save(os.path.join(sys.argv[1], "xlwt", table + ".xls"))
book = xlwt.Workbook()
book.dates_1904 = True
for table in rows.COLUMNS:
    fill(book.add_sheet(table), table)
book.save(os.path.join(sys.argv[1], "xlwt-1904", "garage.xls"))
