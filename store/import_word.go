package store

// accentedWords are words with accents of the languages of a garage's files: the first names, names and headings that are
// met most. By them the encoding of a file is told.
const accentedWords = `
andré andrée agnès aurélie aurélien amélie adélaïde anaïs andréa arsène barthélemy bénédicte benoît béatrice bérengère cécile cédric célestin céline célia chloé
clémence clément cléo cyrille daniël danièle désiré désirée dorothée édith édouard éléonore élie élisabeth élise éliane éloïse élodie émile émilie émilien éric étienne ève évelyne
félicien félix françois françoise frédéric frédérique gaël gaëlle gaëtan geneviève gérald gérard géraldine ghislaine grégory grégoire hélène héloïse hervé honoré irène ismaël inès
jérémie jérémy jérôme joël joëlle josé josée jürgen jörg günther léa léon léopold léonard léontine loïc ludivine maël maëlle marlène maïté mélanie mélissa michaël michèle micheline
mickaël moïse noé noël noëlle noémie océane océan odélie pénélope prévost raphaël raphaëlle régine régis rémi rémy rené renée renaud salomé sébastien ségolène sévérine solène stéphane stéphanie
théo théodore théophile thérèse timothée valérie valéry véronique vérène violaine yaël zélie zoé zoë
césar valère günter jörgen björn sönke jürg käthe bärbel böhm müller schröder schäfer köhler krämer kröger grün groß weiß krüger jäger bäcker löwe möller hübner
fernández nuñez ibañez özdemir çelik öztürk garcía gonzález hernández ibáñez jiménez lópez martín martínez pérez ramírez rodríguez sánchez suárez muñoz núñez peña josé maría jesús
coërs daniëls michiëls raës maës crèvecœur lefèvre lefébvre lemaître maréchal boulangé collège dubé hénin légat léonet noé péters rené sauvé séverin thiéry véry wéry
prénom numéro téléphone société adresse localité désignation quantité échéance référence réf modèle véhicule véhicules kilométrage catégorie privé réparation règlement
émission créé modifié général générale première dernière contrôle début état année période qualité intérêt délai libellé unité mobilité immatriculé côté avant après déjà voilà
où à là très février août décembre été éte œuvre cœur sœur main-d'œuvre pièce pièces huile crédit débit payé réglé facturé commandé gérant employé indépendant retraité marié célibataire
église école chaussée allée rivière château forêt pré prés hôtel hôpital étang évêque vallée cité résidence bâtiment boîte étage
één geïnteresseerd coördinatie coördinator financiële financieel officiële oekraïne belgië italië australië reünie zeeën ideeën patiënt cliënt cliënten klantgegevens beëindigd categorieën
geïnformeerd efficiënt variëteit hygiëne vacuüm industriële commerciële speciële tweeëntwintig drieëntwintig coöperatie coöperatieve zoölogie geëvalueerd
straße größe grün für über schlüssel österreich königstraße münchen köln düsseldorf nürnberg fällig fälligkeit geändert zurück prüfung gültig kürzel währung wählen vorname
liège tubize namêche béthune orléans besançon genève zürich châtelet péruwelz quiévrain gembloux etterbeek chênée flémalle eupen büllingen bütgenbach sankt-vith
`
