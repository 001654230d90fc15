"""The rows of tables/rows with the type of each column, for the writers in Python."""
import csv, datetime, decimal, os

HERE = os.path.dirname(os.path.abspath(__file__))

# name of the file: for each column its type (text, memo, whole, amount, quantity, date, yesno) and its name in a DBF
COLUMNS = {
    "clients": "text CODE,text NOM,text PRENOM,text ADRESSE,text CP,text LOCALITE,text PAYS,text LANGUE,text TEL,text GSM,text EMAIL,"
               "text NUM_TVA,text FAMILLE,yesno PROMO,memo REMARQUE",
    "vehicles": "text CLIENT,text PLAQUE,text CHASSIS,text MARQUE,memo MODELE,text TYPE_VEHIC,date MISE_EN_CI,whole KM,date CONTROLE_T",
    "documents": "text NUMERO,text TYPE,date DATE,date ECHEANCE,text CLIENT,memo REFERENCE,amount HTVA,amount TVA,amount TVAC",
    "lines": "text NUMERO,memo DESIGNATIO,quantity QUANTITE,price PRIX_UNITA,amount REMISE,amount TVA",
}


def value(kind, text):
    if text == "":
        return None
    if kind == "whole":
        return int(text)
    if kind in ("amount", "quantity", "price"):
        return decimal.Decimal(text.replace(",", "."))
    if kind == "date":
        return datetime.datetime.strptime(text, "%d/%m/%Y").date()
    if kind == "yesno":
        return text == "O"
    return text


def read(table):
    """Returns the headings, the types, the names for a DBF, and the rows with None for what is empty."""
    columns = [column.split() for column in COLUMNS[table].split(",")]
    with open(os.path.join(HERE, "rows", table + ".csv"), encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    kinds = [kind for kind, _ in columns]
    rows = [[value(kind, text) for kind, text in zip(kinds, line)] for line in lines[1:]]
    return lines[0], kinds, [name for _, name in columns], rows
