#!/bin/bash
# write.sh FOLDER: the rows of tables/rows as every writer of Debian that is tried here makes them, a folder for each form.
set -euo pipefail
out=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"
export LC_ALL=C.UTF-8 HOME="$out/.home"
mkdir -p "$HOME"

/usr/bin/python3 "$here/write_dbf.py" "$out"
/usr/bin/python3 "$here/write_xls.py" "$out"
perl "$here/write_xls.pl" "$out"

# GDAL: every column a text, as it takes CSV; the code page stands in a .cpg file beside the table, or nowhere.
for encoding in UTF-8 ISO-8859-1 CP850; do
	mkdir -p "$out/ogr2ogr-$encoding"
	for table in clients vehicles documents lines; do
		(cd "$out/ogr2ogr-$encoding" && ogr2ogr -f "ESRI Shapefile" -lco ENCODING="$encoding" "$table.dbf" "$here/rows/$table.csv" \
			-oo SEPARATOR=SEMICOLON 2>/dev/null)
	done
done
mkdir -p "$out/ogr2ogr-no-cpg"
cp "$out/ogr2ogr-ISO-8859-1"/*.dbf "$out/ogr2ogr-no-cpg"
for form in XLSX ODS; do
	mkdir -p "$out/ogr2ogr-${form,,}"
	for table in clients vehicles documents lines; do
		ogr2ogr -f "$form" "$out/ogr2ogr-${form,,}/$table.${form,,}" "$here/rows/$table.csv" -oo SEPARATOR=SEMICOLON 2>/dev/null
	done
done

# LibreOffice: texts, dates and numbers of a French CSV (2 text, 4 day first, 1 as it looks).
columns() {
	case $1 in
	clients) echo 1/2/2/2/3/2/4/2/5/2/6/2/7/2/8/2/9/2/10/2/11/2/12/2/13/2/14/2/15/2 ;;
	vehicles) echo 1/2/2/2/3/2/4/2/5/2/6/2/7/4/8/1/9/4 ;;
	documents) echo 1/2/2/2/3/4/4/4/5/2/6/2/7/1/8/1/9/1 ;;
	lines) echo 1/2/2/2/3/1/4/1/5/1/6/1 ;;
	esac
}
office() { # office FOLDER ENDING FILTER
	mkdir -p "$out/$1"
	for table in clients vehicles documents lines; do
		soffice --headless --infilter="CSV:59,34,76,1,$(columns $table),1036" --convert-to "$2:$3" --outdir "$out/$1" "$here/rows/$table.csv" \
			>/dev/null 2>&1
	done
}
office libreoffice-xls xls "MS Excel 97"
office libreoffice-xlsx xlsx "Calc MS Excel 2007 XML"
office libreoffice-ods ods calc8
office libreoffice-fods fods "OpenDocument Spreadsheet Flat XML"

# Gnumeric: what xlwt wrote, in its own forms.
gnumeric() { # gnumeric FOLDER ENDING EXPORTER
	mkdir -p "$out/$1"
	for table in clients vehicles documents lines; do
		ssconvert -T "$3" "$out/xlwt/$table.xls" "$out/$1/$table.$2" >/dev/null 2>&1
	done
}
gnumeric gnumeric-biff7 xls Gnumeric_Excel:excel_biff7
gnumeric gnumeric-biff8 xls Gnumeric_Excel:excel_biff8
gnumeric gnumeric-xlsx xlsx Gnumeric_Excel:xlsx
gnumeric gnumeric-ods ods Gnumeric_OpenCalc:odf
rm -rf "$HOME"
