package storetest

// What Fill makes people, cars and places of.
var (
	families     = []string{"Particulier", "Société", "Assurance", "Leasing", "Garage confrère", "Commune", "Taxi", "Personnel"}
	clientTypes  = []string{"Bon client", "Occasionnel", "VIP", "À surveiller", "Comptant"}
	titles       = []string{"", "M.", "Mme", "Dhr.", "Mevr.", "Maître"}
	firstNames   = []string{"", "Élise", "Jean", "Marie-Noëlle", "François", "Lies", "Koen", "Zoë", "Günther", "Aïcha", "Pieter", "Chloé", "Łukasz", "Thérèse"}
	surnames     = []string{"Dupont", "Lefèvre", "Peeters", "Janssens", "Van den Berghe", "Crèvecœur", "Müller", "Renard", "De Smet", "Bouché", "Claes", "Nuñez", "Hoste", "Weiß", "Delvaux", "Öztürk", "D'Hondt", "Maes", "Simon", "Wouters"}
	endings      = []string{"", "", "", "", "-Maes", " & Fils", "-Claes", "-Leroy", " Frères", "-Adam"}
	languages    = []string{"", "fr", "fr", "fr", "nl", "nl", "de", "en"}
	makes        = []string{"Volkswagen", "VOLKSWAGEN", "BMW", "Bmw", "Audi", "Peugeot", "Citroën", "Citroen", "Renault", "Škoda", "Opel", "Ford", "Toyota", "Volvo", "Fiat", ""}
	models       = []string{"Golf", "Transporter", "Série 3", "A3", "208", "Berlingo", "Clio", "Octavia", "Corsa", "Focus", ""}
	vehicleTypes = []string{"Voiture", "Voiture", "Voiture", "Camionnette", "Moto", "Remorque", ""}
	notes        = []string{"Appeler avant 17h", "ne pas laisser de message\nde préférence le matin", "Clé sous le paillasson", "Paie comptant", "ÉTÉ seulement"}
	reasons      = []string{"Entretien", "Pneus", "Contrôle technique", "Pare-brise", "Carrosserie", ""}
	places       = []struct{ postcode, locality, country string }{
		{"1000", "Bruxelles", "BE"},
		{"4000", "Liège", "BE"},
		{"5000", "Namur", "BE"},
		{"5020", "Vedrin", ""},
		{"5100", "Jambes", "BE"},
		{"5101", "Erpent", "BE"},
		{"9000", "Gent", "BE"},
		{"9000", "GENT", "BE"},
		{"2000", "Antwerpen", "BE"},
		{"6700", "Arlon", "BE"},
		{"4700", "Eupen", "BE"},
		{"1234", "Luxembourg", "LU"},
		{"59000", "Lille", "FR"},
		{"1012 AB", "Amsterdam", "NL"},
		{"", "", ""},
	}
)
