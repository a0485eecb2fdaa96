# Français : ce que disent les pages. Mêmes clés dans les trois fichiers.

# Frame
skip = Aller au contenu
nav-label = Rubriques
nav-queue = File d’attente
nav-review = Second regard
nav-intake = Saisie
nav-referrals = Signalements
nav-providers = Prestataires
nav-contacts = Contacts à confirmer
nav-mails = Courrier à classer
nav-match = Est-ce connu ?
nav-banks = Banques
nav-log = Journal
nav-jobs = Travaux en échec
nav-users = Personnes
nav-settings = Réglages
nav-keys = Clés et mot de passe
language = Langue
sign-in = Se connecter
sign-in-login = Identifiant
sign-in-password = Mot de passe
sign-in-report = Vous n’êtes pas de ce service et souhaitez signaler un contenu ?
sign-out = Se déconnecter
page-first = Retour au début
page-next = Page suivante
save = Enregistrer
cancel = Annuler
choose = Choisir…
yes = Oui
who = Qui
when = Quand (UTC)
until = Jusqu’au
reason = Motif
ground = Motif du refus
name = Nom
description = Description
file = Fichier
line = Ligne
address = Adresse
actions = Actions
state = État
event = Acte
created = Créé le
country = Pays
actor-job = le service lui-même
actor-reporter = un déclarant
actor-link = détenteur du lien de réponse

# What was just done
done-added = Enregistré. La capture commence d’elle-même.
done-known = Cet élément était déjà connu ; votre signalement y a été ajouté.
done-uploaded = Enregistré, avec la mention « fourni par ».
done-claimed = L’élément vous est réservé pour un quart d’heure.
done-taken = Quelqu’un d’autre travaille sur cet élément.
done-released = L’élément est de nouveau libre.
done-capture = Une capture a été demandée ; elle apparaîtra ici une fois faite.
done-traced = La chaîne a été retracée.
done-held = L’élément est suspendu ; rien ne part.
done-cleared = La suspension est levée.
done-reopened = Le dossier est rouvert.
done-closed = Clos.
done-assessed = Votre constat est enregistré. Une seconde personne regarde sans le voir.
done-reviewed = Votre constat est enregistré. Les deux figurent désormais côte à côte.
done-settled = Consigné.
done-erased = La clé est détruite ; la pièce n’est plus lisible nulle part.
done-drafted = Le signalement est rédigé. Rien ne part avant l’accord d’une seconde personne.
done-approved = Approuvé. L’envoi aura lieu quand l’accord sera au journal et le bureau ouvert.
done-withdrawn = Retiré avant l’envoi.
done-retracted = Rétracté. Le prestataire en est informé.
done-readdressed = Un autre contact est choisi ; un nouvel accord est nécessaire.
done-confirmed = Le contact est confirmé et peut être utilisé.
done-released-volume = La limite quotidienne est levée jusqu’à l’heure indiquée.
done-bank = La banque est créée.
done-bank-set = La banque est réglée.
done-bank-closed = La banque est fermée.
done-bank-moved = Fait ; cela vaut dès la prochaine recherche.
done-banked = C’est en banque ; ce qui a été capturé est parcouru.
done-opinion = Votre avis est conservé.
done-user = Le compte est créé.
done-password = Le mot de passe est défini ; les autres sessions sont closes.
done-revoked = La clé ne fonctionne plus.
done-requeued = Le travail sera retenté.
done-filed = Le courrier figure sous sa notification.
done-recorded = La désignation est consignée.
done-ended = La désignation a sa fin ; ce qui fut fait sous elle demeure.
done-protected = Le domaine est au registre.
done-unprotected = Le domaine n’est plus au registre.

# Queue
item = Élément
item-upload = Dépôt
queue-order = Le plus urgent d’abord, puis le plus ancien. Une correspondance ordonne la file ; elle ne décide jamais.
queue-states = Éléments par état
queue-work = À traiter
queue-all = Tous
queue-filter = Filtrer
queue-text = Début d’une clé ou d’un identifiant
queue-host = Hôte
queue-matched = Connu ?
queue-matched-any = Indifférent
queue-matched-yes = Proche d’une banque
queue-matched-no = Proche d’aucune
queue-apply = Afficher
queue-why = Pourquoi ici
queue-since = Depuis (UTC)
queue-claimed = Qui s’en occupe
queue-empty = Rien n’attend ici
queue-empty-hint = Choisissez un autre état ci-dessus ou saisissez une adresse.
why-match = Connu dans
why-reupload = Revenu après retrait
why-threat = Une vie serait en danger

# Item
item-facts = Faits
item-channel = Reçu
item-scope = L’adresse désigne
item-key = Clé canonique
item-external-id = Identifiant de l’appelant
item-reupload-of = Répète
item-note = Note
item-held-until = Suspendu jusqu’au
item-claim = M’en occuper
item-release = Le libérer
item-claimed-by = Chez
item-capture = Capturer à nouveau
item-trace = Retracer
item-not-item = Clore : pas un élément unique
item-hold = Suspendre
item-clear = Lever la suspension
item-reopen = Rouvrir le dossier
finding-hidden = Un premier constat existe. Il vous sera montré une fois le vôtre rédigé.
findings = Constats
finding-first = Premier constat
finding-second = Second constat
findings-differ = ils divergent
matches = Correspondances
matches-none = Rien de connu n’en est proche.
matches-hint = Une correspondance n’est jamais une décision : regardez et constatez vous-même.
match-label = Étiquette
match-signal = Signal
match-distance = Distance (bits)
chain = Qui est responsable
chain-none = Pas encore tracé.
chain-at = Tracé le
chain-ask-proxy = Un mandataire précède l’hébergeur : l’hébergeur est inconnu. Interrogez le mandataire.
chain-no-address = Le nom n’existe pas ou n’a pas d’adresse.
chain-unknown = Les adresses sont connues, leur titulaire ne l’est pas.
observations = Observations dans le temps
observations-older = Plus anciennes
watch-watching = Sous surveillance
watch-suspected = Vu absent une fois
watch-gone = Retiré entre
watch-back = De retour
watch-next = prochain regard
history = Historique
history-empty = Rien ne s’est encore passé.

# Exhibit
exhibit = Pièce
exhibit-warning = Le contenu peut choquer. Tout reste flou et gris jusqu’à ce que vous demandiez à voir ; chaque regard est consigné. Détourner le regard est toujours permis. L’effet protecteur du flou est discuté : faites des pauses.
exhibit-none = Pas encore de pièce : la capture n’a pas été faite.
exhibit-not-yours = Votre rôle ne montre pas les pièces.
exhibit-erased = La clé de cette pièce a été détruite. Ses empreintes demeurent.
exhibit-text = Texte lisible
exhibit-captured = Capturé le
exhibit-final = A mené à
exhibit-custody = Garde
exhibit-sha256 = SHA-256 du fichier
exhibit-export = Exporter le fichier WARC
exhibit-export-hint = Une copie quitte le service ; cela est consigné.
custody-captured = Capturé par
custody-supplied = Fourni par
picture-blurred = Image floutée
picture-shown = Image de la pièce
picture-reveal = Révéler
picture-hide = Flouter à nouveau
text-reveal = Lire le texte
text-hide = Masquer le texte

# Finding
assess = Évaluer
assess-hint = Dans l’ordre de la loi. Rien n’est répondu d’avance ; une seconde personne regarde la même capture sans voir ceci.
review = Second regard
review-hint = Écrivez ce que vous constatez vous-même. Le premier constat n’est montré qu’après l’enregistrement du vôtre.
review-list-hint = Constats d’autrui qui attendent le vôtre. Leur contenu n’est pas révélé.
review-empty = Rien n’attend votre second regard
review-empty-hint = De nouveaux apparaissent dès qu’un collègue a évalué un élément.
offence = Infraction sous-jacente
offence-label = L’infraction, avec son article
offence-hint = Interprétation stricte. Laissez vide s’il n’y en a pas.
categories = Catégories
categories-hint = Cochez ce dont relève cet élément précis et écrivez pourquoi : au moins 20 caractères, pas les mots d’un autre élément.
category-reason = Pourquoi cet élément précis
danger = Danger
danger-hint = Crée-t-il le danger qu’une infraction soit commise ?
exemptions = Finalités qui le rendent licite
exemptions-hint = Répondez aux six. Une finalité présente clôt le dossier ; une incertaine va au juriste.
exemption-note = Note
attribution = Attribution
attribution-hint = Seulement s’il y en a une. Un nom sur une liste est un indice, jamais une base légale.
attribution-entity = Groupe ou personne
attribution-listing = Liste, avec la référence de l’entrée
attribution-as-of = Liste consultée le
conclusion = Conclusion
context = Contexte
context-hint = Pour les collègues ; ne quitte pas le service.
save-finding = Enregistrer le constat
settle = Trancher
legal-look = Constat du juriste
legal-finding = Constat écrit sur les exemptions
legal-finding-hint = Au moins 20 caractères.

# Intake
intake-hint = La même chose deux fois est un seul élément. Rien ne s’ouvre dans votre navigateur.
intake-url = Adresses
intake-urls = Une adresse par ligne
intake-urls-hint = URL complètes ; les formes neutralisées sont comprises.
intake-list = Liste
intake-list-hint = Texte ou CSV ; la première ligne peut nommer les colonnes url, reference, note. Les mauvaises lignes sont nommées, les autres entrent.
intake-file = Fichier
intake-file-hint = Image, capture d’écran, document, vidéo, WARC ou WACZ.
intake-text = Texte d’un message
intake-text-label = Le texte
intake-from = D’où cela viendrait
intake-add = Enregistrer
intake-answer = Résultat de la liste
intake-outcome = Résultat
intake-new = nouvel élément
intake-old = élément connu
intake-no = refusé
intake-cut = Seules les premières lignes sont affichées ; les refusées d’abord.

# Referral
referral = Signalement
reference = Référence
instrument = Instrument
lines = Éléments
outcome = Issue
subject = Objet
delivery = Remise
receipt = Reçu le
urgent = Urgent
drafted-by = Rédigé par
approved-by = Approuvé par
recipient-time = Heure locale du destinataire
leaves-at = Partirait le
claim-last = Dernière déclaration
claims = Ce qui a été répondu
claims-hint = Des déclarations, non des faits : tout détenteur du lien peut en faire. Elles ne closent rien et n’arrêtent aucun délai.
claims-none = Aucune réponse pour l’instant.
disclosures = Qui a été informé de quoi
disclosures-hint = Une rétractation atteint tous ceux de cette liste.
disclosures-none = Personne n’a encore été informé.
mails = Courriers classés ici
mails-hint = Courrier qui ne nomme aucune notification connue de ce service. Lisez-le et dites où il va.
mails-empty = Tout courrier figure sous sa notification
mail-received = Reçu
mail-class = Nature
mail-subject = Objet
mail-no-subject = (sans objet)
mail-attachments = Pièces jointes
mail-words-hint = En texte seul : rien n’y est ouvert, chargé ni cru.
mail-from = Expéditeur déclaré
mail-ticket = Leur dossier
mail-defects = Anomalies
mail-words = Ce qu’il dit
mail-no-words = Aucun texte lisible.
mail-quoted = Ce qu’il cite
mail-file = Classer
mail-file-hint = Une réponse devient une déclaration sur le signalement ; un retour d’erreur en arrête l’horloge. Le classement est définitif.
mail-reference = Référence du signalement
mail-bounce = non remis
mail-delay = retardé
mail-arrival = remis
mail-auto-reply = réponse automatique
mail-reply = réponse
mail-other = autre
retraction = Rétractation
retraction-sent = Prestataire informé le
retraction-pending = Le prestataire est en cours d’information.
referrals-hint = Demandes volontaires d’examen. Deux personnes se portent garantes de chacune.
referrals-empty = Aucun signalement ici
referrals-empty-hint = Un élément que deux personnes jugent actionnable peut être signalé depuis sa page.
referral-draft = Rédiger un signalement
referral-draft-hint = Choisissez à qui et comment. Chaque garde-fou est revérifié à l’accord, puis juste avant l’envoi.
referral-no-chain = Aucun responsable connu : tracez d’abord l’élément.
referral-no-contact = Personne ne peut encore être saisi. Un officier de liaison confirme d’abord un contact.
referral-weak-trace = Trop faiblement établi pour être saisi.
referral-more = Précisions
referral-items = Autres éléments du même envoi
referral-items-hint = Adresses de leurs pages, une par ligne.
referral-language = Langue de la lettre
referral-language-theirs = Celle du destinataire
referral-urgent = Urgent : n’attend pas les heures ouvrées
referral-write = Rédiger
referral-preview = Lire la lettre
referral-preview-log = La place de l’accord dans le journal est inscrite dès qu’elle est connue.
referral-read-approve = Lire et approuver
referral-approve = Approuver
referral-approve-hint = Vous avez lu la lettre et regardé chaque élément. Votre nom figure au journal.
referral-own = Vous l’avez rédigé ; quelqu’un d’autre l’approuve.
referral-refused-now = Ceci serait refusé maintenant
referral-uncertain-hint = Nul ne peut dire si la lettre est arrivée. Renseignez-vous avant tout nouvel envoi.
referral-waiting-hint = Relances sans effet. L’officier de liaison décide de la suite.
referral-bounced-hint = La lettre est revenue. Choisissez un autre contact ou closez.
referral-settle = Est-elle arrivée ?
referral-arrived = Arrivée
referral-not-arrived = Non : renvoyer
referral-readdress = Choisir un autre contact
referral-withdraw = Retirer
referral-close = Clore
referral-retract = Rétracter
referral-retract-hint = Le prestataire est informé aussitôt, en ces termes, et prié de rétablir.

# Providers and contacts
provider = Prestataire
provider-domains = Domaines
provider-asns = Réseaux
provider-met = Rencontré le
providers-hint = Ceux que le service a rencontrés, avec leur comportement mesuré.
providers-empty = Aucun prestataire pour l’instant
providers-empty-hint = Les prestataires apparaissent ici quand un élément est tracé.
figures = Comportement mesuré
figures-since = Compté depuis
figures-definitions = Ce que compte chaque chiffre
survival = Combien de temps les éléments restent en ligne
survival-after = Après
survival-at-risk = Observés
survival-removed = Retirés
survival-share = Encore en ligne
timeline = Chronologie
contact = Contact
contacts = Contacts
contacts-none = Aucune adresse de notification connue.
contacts-hint = Trouvés par une machine, inutilisables tant que personne ne s’en porte garant.
contacts-empty = Aucun contact en attente
contacts-empty-hint = De nouveaux apparaissent quand des éléments sont tracés.
contact-source = Trouvé
contact-confirm = Confirmer
contact-confirmed = confirmé
contact-unusable = inutilisable
contact-add = Ajouter un contact
contact-address = Adresse de courriel
contact-language = Leur langue
contact-zone = Leur fuseau, comme Europe/Paris
contact-always = Quelqu’un est là jour et nuit
contact-hours-hint = Sinon, ces jours et heures :
contact-from = De
contact-until = À
day-1 = lundi
day-2 = mardi
day-3 = mercredi
day-4 = jeudi
day-5 = vendredi
day-6 = samedi
day-7 = dimanche
volume = Lever la limite quotidienne
volume-hint = Un volume inhabituel s’arrête de lui-même ; vous en avez examiné la cause.

# Banks and lookup
bank = Banque
banks-hint = Signaux connus dont le service répond. Chaque entrée dit qui s’en porte garant.
banks-empty = Aucune banque pour l’instant
banks-empty-hint = Créez-en une ci-dessous, puis importez une liste d’empreintes.
bank-create = Créer une banque
bank-disabled = désactivée
bank-import = Importer
bank-import-hint = Empreintes hexadécimales, une par ligne, ou CSV hash,bank,source,label.
bank-export = Exporter
bank-source = Source
bank-import-tx = Liste de python-threatexchange
bank-waiting = En attente d’une personne
bank-waiting-hint = Une entrée proposée répond une fois vue par quelqu’un d’autre ; contestée ou en silence, elle ne répond pas d’ici là.
bank-waiting-none = Rien n’attend.
bank-is-closed = Cette banque est fermée : elle ne répond plus.
bank-setup = Ses réglages
bank-owner = Qui en répond
bank-role = Ce que signifie une correspondance
bank-role-hint = Une banque négative tait les correspondances des autres ; ses entrées exigent toujours deux personnes.
bank-role-known = Elle ordonne la file
bank-role-negative = Elle tait
bank-sharing = Jusqu’où elle peut être transmise
sharing-red = personne hors du bureau
sharing-amber = abonnés nommés
sharing-green = tout abonné
sharing-clear = tout le monde
bank-activation = Qui fait répondre une entrée
activation-one-person = Qui l’ajoute
activation-two-people = Deux personnes
bank-ratio = Part des recherches, en pour cent
bank-flood = Correspondances par jour sans alerte
bank-subscribers = Abonnés
bank-subscribers-hint = Identifiants des clés qui peuvent récupérer une banque ambre, l’un après l’autre.
bank-answers = Elle répond
bank-close = Fermer la banque
bank-close-hint = Elle ne répond plus et les abonnés voient chaque entrée retirée. Ses lignes restent.
bank-readers = Qui l’a récupérée
bank-reader = Clé
bank-fetched = Entrées données
bank-fetched-at = Dernière récupération
bank-shared = Aussi dans d’autres banques
bank-shared-hint = { $count ->
    [one] L’entrée la plus récente a été comparée : ce qui répond aussi ailleurs, valeur par valeur.
   *[other] Les { $count } entrées les plus récentes ont été comparées : ce qui répond aussi ailleurs, valeur par valeur.
}
bank-shared-none = Aucune.
bank-shared-entries = Entrées communes
entry-elsewhere = Connue ailleurs
entry-bits = { $count ->
    [one] à { $count } bit
   *[other] à { $count } bits
}
bank-this = Mettre une image en banque
bank-this-hint = Toutes ses empreintes sont mises en banque, et tout ce qui a été capturé est aussitôt parcouru.
bank-picture = Image
entry-proposed = Proposées
entry-active = Actives
entry-contested = Contestées
entry-quarantined = En silence
entry-withdrawn = Retirées
entry-proposed-by = Proposée par
entry-own = Vous l’avez proposée ; une autre personne l’active.
entry-activate = Activer
entry-activate-all = Activer toutes celles que d’autres ont proposées
entry-uphold = Maintenir
entry-release = La laisser répondre
entry-limit = Correspondances par jour au plus
entry-withdraw = Retirer
entry-contest = Contester
entry-add = Ajouter une entrée
entry-added = Ajoutée
match-explain = Expliquer
match-explained = Une correspondance expliquée
match-suppressed = Tue par
match-entry-state = L’entrée a changé depuis :
match-pictures = Les deux images, floutées
match-no-picture = Aucune image : l’entrée vient d’une liste.
match-of-item = De l’élément
match-of-entry = De la banque
match-how = Comment elles ont été comparées
match-transform = Changement de l’image
match-found-at = Trouvée
match-bits = Les 256 bits : ■ diffère
match-entry = L’entrée
transform-as-is = aucun
transform-rotate90 = tournée de 90°
transform-rotate180 = tournée de 180°
transform-rotate270 = tournée de 270°
transform-flip-x = haut et bas échangés
transform-flip-y = gauche et droite échangées
transform-flip-plus = miroir sur une diagonale
transform-flip-minus = miroir sur l’autre diagonale
transform-invert = clair et sombre échangés
transform-trim = sans sa bordure
transform-crop = son milieu
transform-tilt = penchée de quelques degrés
match-part-of-item = Partie de l’image de l’élément
match-part-of-entry = Partie de l’image de la banque
part-whole = toute l’image
part-trimmed = sans bords d’une couleur
part-uncaptioned = sans bandes en haut et en bas
part-unframed = sans son cadre
part-middle = le milieu, sans autant de centièmes de chaque côté :
part-left = sans autant de centièmes à gauche :
part-right = sans autant de centièmes à droite :
part-top = sans autant de centièmes en haut :
part-bottom = sans autant de centièmes en bas :
part-tilted = inclinée d’autant de degrés :
opinions = Ce qu’on en pense
opinions-none = Personne n’a donné d’avis.
opinion-note = Dans vos mots
opinion-agree = C’est bien cela
opinion-disagree = Ce n’est pas cela
stance-agree = d’accord
stance-disagree = pas d’accord
import-answer = Résultat de l’import
match-hint = Interroge les banques ; ne conserve rien.
match-value = Empreinte ou clé canonique
match-value-hint = PDQ ou SHA-256 (64 chiffres), MD5 (32) ou plateforme:type:id ; ou choisissez un fichier.
match-distance-max = Distance PDQ, au plus
match-look = Chercher
match-asked = Ce qui a été demandé

# Log
log-hint = Chaque acte est une entrée. Des tiers peuvent les compter et vérifier qu’aucune n’a changé.
log-checkpoint = Tête signée
log-empty = Le journal n’a pas encore d’entrée.
log-verify = Comment un tiers le vérifie
log-verify-hint = Avec cette clé et tout programme pour C2SP tlog-tiles, ou avec celui-ci :
log-key = Clé de vérification
log-index = Place au journal
log-pending = en attente
log-erased = partie privée effacée
log-leaf = Ce que lisent les tiers
log-newest = Entrées récentes
log-from = Entrées dans l’ordre
log-go = Aller

# People and keys
roles = Rôles
users-hint = Qui est du service et à quel titre. Nul ne revoit son propre constat, quels que soient ses rôles.
user-add = Ajouter une personne
user-open = ouvert
user-closed = fermé
user-no-password = pas encore de mot de passe
user-close = Fermer le compte
password-new = Nouveau mot de passe
password-set = Définir le mot de passe
password-own = Votre mot de passe
password-own-hint = Vos sessions se terminent ; reconnectez-vous avec le nouveau.
permission = Permission
permission-table = Ce que chaque rôle peut faire
keys-hint = Pour des programmes, en votre nom. Une clé ne peut rien de plus que vous.
key-add = Créer une clé
key-label = Usage
key-scope = Elle peut
key-expires = Valable jusqu’au
key-over = terminée
key-revoke = Révoquer
key-secret = Votre nouvelle clé
key-secret-hint = Affichée cette seule fois et conservée nulle part. Copiez-la maintenant.

# Settings and jobs
settings-hint = En vigueur. Ils se modifient dans le fichier de configuration.
settings-effective = Réglages effectifs
designations = Désignations
designations-hint = Au nom de quelle autorité, de quel article et de quel document ce service peut user d’un instrument, et depuis quand. Sans désignation il peut signaler, non ordonner.
designations-none = Aucune : ce service peut signaler, non ordonner.
designation-authority = Autorité
designation-article = Article
designation-document = Document
designation-from = Depuis
designation-valid = valide
designation-end = Mettre fin
designation-end-day = Dernier jour (vide : maintenant)
designation-record = Consigner une désignation
designation-record-hint = Dans les termes du document. Une désignation ne se modifie pas : on y met fin et on en consigne une nouvelle.
designation-until = Jusqu’au (si le document le dit)
protected-sources = Sources protégées
protected-sources-hint = Licites en principe : un élément n’en part qu’avec le constat écrit du juriste.
protected-sources-none = Le registre est vide
protected-domain = Domaine
protected-kind = Genre
protected-remove = Retirer
protected-add = Inscrire un domaine au registre
protected-add-hint = Avec tout ce qui en dépend. Écrivez le domaine seul, comme library.example.
source-archive = archives
source-encyclopedia = encyclopédie
source-government = pouvoirs publics
source-library = bibliothèque
source-press = presse
source-science = science
jobs-hint = Les travaux définitivement échoués attendent ici un opérateur.
jobs-empty = Rien n’a échoué définitivement
job-kind = Travail
job-attempts = Essais
job-error = Cause
job-requeue = Retenter

# Public report form
report-title = Signaler un contenu
report-hint = Aucun compte n’est nécessaire. Nous regardons chaque adresse ; nous ne pouvons répondre à chacun.
report-emergency = Si quelqu’un est en danger maintenant, appelez d’abord le numéro d’urgence de votre pays.
report-url = Adresse du contenu
report-url-hint = L’adresse complète d’un message, fichier, vidéo ou page. N’envoyez pas le contenu lui-même.
report-note = Que devons-nous savoir ? (facultatif)
report-threat = Une vie est en danger
report-contact = Votre courriel (facultatif)
report-send = Envoyer le signalement
report-done = Merci. Votre signalement est arrivé.
report-done-hint = Des personnes du service l’examineront.
report-another = Signaler autre chose

# Answer link
answer-title = Réponse au signalement
answer-hint = Une demande volontaire d’examen selon vos propres conditions. Ouvrir cette page ne change rien.
answer-yours = Votre réponse
answer-acknowledge = Reçu, nous examinons
answer-removed = Nous l’avons retiré
answer-removed-at = Quand (UTC, facultatif)
answer-refuse = Nous ne le retirerons pas
answer-not-ours = Ce n’est pas chez nous
answer-whose = À qui, si vous le savez
answer-note = Autre chose (facultatif)
answer-send = Envoyer la réponse
answer-done = Merci. Votre réponse est notée.
answer-done-hint = Elle est conservée comme déclaration ; nous vérifions nous-mêmes. Vous pouvez répondre à nouveau.
answer-retracted = Ce signalement a été rétracté
answer-retracted-hint = Il n’y a rien à faire. Si vous avez retiré un contenu à cause de lui, veuillez le rétablir.
answer-so-far = Réponses jusqu’ici
answer-works-until = Ce lien fonctionne jusqu’au

# States of an item
state-new = nouveau
state-triaged = trié
state-capturing = en capture
state-capture-failed = capture échouée
state-captured = à évaluer
state-assessed = second regard
state-disputed = en désaccord
state-closed-not-item = clos : pas un élément
state-closed-lawful = clos : licite
state-closed-exempt = clos : exempté
state-closed-tos-only = clos : conditions du prestataire
state-closed-undetermined = clos : indéterminé
state-actionable = actionnable
state-held = suspendu
state-acting = sur un signalement
state-monitoring = surveillé
state-closed-removed = retiré
state-closed-partial = retiré en partie
state-escalated = remonté

# Conclusions, categories, purposes
conclusion-terrorist-content = contenu à caractère terroriste
conclusion-illegal-other = illicite pour un autre motif
conclusion-tos-only = seulement contraire aux conditions du prestataire
conclusion-lawful = licite
conclusion-exempt = exempté par sa finalité
conclusion-undetermined = indéterminable
category-a = a) incite à une infraction, directement ou en la glorifiant, et crée ainsi un danger
category-b = b) sollicite la commission d’une infraction ou une contribution
category-c = c) sollicite la participation aux activités d’un groupe
category-d = d) donne des instructions sur des armes, substances ou méthodes
category-e = e) menace de commettre une infraction
category-short-a = a) incitation
category-short-b = b) sollicitation à l’infraction
category-short-c = c) sollicitation à participer
category-short-d = d) instruction
category-short-e = e) menace
exemption-educational = Enseignement
exemption-journalistic = Journalisme
exemption-artistic = Art
exemption-research = Recherche
exemption-counter-terrorism = Prévention ou lutte contre le terrorisme
exemption-public-debate = Opinion polémique ou controversée dans le débat public
finding-none = aucune
finding-present = présente
finding-unclear = incertaine

# Instruments, roles in the chain, grades
instrument-tco-referral = Signalement
instrument-dsa16-notice = Notification (DSA, art. 16)
instrument-tco-removal-order = Injonction de retrait (TCO, art. 3)
instrument-dsa9-order = Injonction d’agir (DSA, art. 9)
instrument-origin-disclosure-request = Demande d’identification de l’origine
instrument-preservation-request = Demande de conservation
instrument-fr-6-1-withdrawal = Demande de retrait (France, 6-1)
instrument-fr-6-1-block-or-delist = Blocage ou déréférencement (France, 6-1)
chain-role-hosting-provider = hébergeur
chain-role-cdn-proxy = mandataire ou réseau de diffusion
chain-role-network = réseau
chain-role-dns-operator = serveurs de noms
chain-role-registrar = bureau d’enregistrement
chain-role-registry = registre
chain-role-isp = fournisseur d’accès
chain-role-search = moteur de recherche
grade-low = indice
grade-medium = probable
grade-high = sûr
grade-confirmed = confirmé

# How an item came, what its address names
channel-desk = au service
channel-list = par liste
channel-api = par un programme
channel-public-form = par le formulaire public
channel-upload = par dépôt
channel-mail = par courriel
scope-item = un élément
scope-profile = un compte
scope-channel = une chaîne
scope-collection = une collection
scope-search = une recherche
scope-tag = un mot-clé
scope-site-root = une page d’accueil
scope-redirector = un redirecteur
scope-unknown = indéterminable

# What a locator showed
seen-up = présent
seen-up-changed = autre chose à la place
seen-restricted-geo = restreint par lieu
seen-restricted-login = derrière une connexion
seen-challenge = page de vérification
seen-busy = serveur occupé
seen-soft-gone = semble une page d’erreur
seen-gone = absent
seen-gone-account = compte absent
seen-dns-gone = nom absent
seen-unreachable = pas de connexion
seen-blocked-by-our-path = un filtre sur notre chemin
seen-unknown = indéterminable

# Pourquoi un regard est lu ainsi
seen-by-status = par son statut
seen-by-same-object = l’objet même
seen-by-own-description = la page décrit la chose
seen-by-other-object = un autre objet
seen-by-challenge = un test du visiteur
seen-by-consent-wall = un mur de consentement
seen-by-login-form = demande un mot de passe
seen-by-login-redirect = renvoyé à une connexion
seen-by-login-words = connexion, âge ou adhésion exigés
seen-by-legal-block = retenu par la loi ou le lieu
seen-by-busy-words = se dit occupé
seen-by-filter-page = page d’un filtre
seen-by-machine-gone = un programme le dit parti
seen-by-account-gone = le compte est parti
seen-by-tombstone = une pierre tombale
seen-by-host-word = la fiche de l’hébergeur le dit
seen-by-error-title = titre d’une page d’erreur
seen-by-error-words = mots d’une page d’erreur
seen-by-sent-home = renvoyé à l’accueil ou à une liste
seen-by-parking = le nom est parqué
seen-by-suspended = le site est suspendu
seen-by-empty-page = une page vide
seen-by-cut-short = réponse coupée
seen-by-same-as-sibling = même page à une adresse inventée
seen-by-cache-copy = un cache répond encore, l’origine dit parti
seen-by-file-still-served = la page est partie, un fichier est encore servi
seen-by-no-name = le nom n’existe pas
seen-by-no-answer = pas de réponse

# Referrals: states, outcomes, claims, letters
referral-state-draft = à approuver
referral-state-approved = approuvé
referral-state-sending = en envoi
referral-state-uncertain = incertain
referral-state-sent = envoyé
referral-state-waiting = attend la liaison
referral-state-bounced = revenu
referral-state-closed = clos
referral-state-withdrawn = retiré
referral-state-retracted = rétracté
outcome-open = ouvert
outcome-gone = retiré
outcome-gone-seen-from-one = retiré, vu d’un seul endroit
outcome-already-gone = absent avant réception
outcome-restricted-geo = encore visible ailleurs
outcome-refused = refusé
outcome-no-answer = sans réponse
outcome-sent-back = renvoyé à l’analyste
outcome-retracted = rétracté
claim-acknowledged = dit : reçu
claim-removed = dit : retiré
claim-refused = dit : refusé
claim-not-ours = dit : pas chez nous
claim-message = a écrit
disclosed-referral = Signalement
disclosed-reminder = Relance
disclosed-retraction = Rétractation

# Evidence
capture-complete = complète
capture-partial = partielle
capture-geo-blocked = bloquée ici
capture-login-wall = derrière une connexion
capture-gone = déjà absente
record-primary = l’objet lui-même
record-redirect = une étape
record-requisite = montré sur la page
record-derived = dérivé
record-metadata = description de l’hébergeur
signal-pdq = Image (PDQ)
signal-sha256 = SHA-256
signal-md5 = MD5
signal-url = Adresse
signal-vpdq = Vidéo (vPDQ)
signal-chromaprint = Son (chromaprint)
signal-pages = Pages d’un document
signal-copies = Parties d’une image, pour ses copies

# Roles and permissions
role-intake = Réception
role-analyst = Analyste
role-reviewer = Réviseur
role-legal-officer = Juriste
role-issuer = Signataire
role-liaison = Liaison
role-oversight = Contrôle
role-auditor = Auditeur
role-admin = Administrateur
permission-add-item = Saisir des éléments
permission-read-item = Voir les éléments
permission-read-exhibit = Voir les pièces
permission-export-exhibit = Exporter des pièces
permission-erase-exhibit = Effacer des pièces
permission-read-assessment = Lire tout constat
permission-assess-item = Évaluer
permission-review-item = Réviser à l’aveugle
permission-settle-item = Trancher
permission-reopen-item = Rouvrir
permission-draft-referral = Rédiger des signalements
permission-approve-referral = Approuver des signalements
permission-close-referral = Clore des signalements
permission-retract-referral = Rétracter des signalements
permission-read-provider = Voir les prestataires
permission-confirm-contact = Confirmer des contacts
permission-ingest-mail = Classer le courrier
permission-match-signal = Interroger les banques
permission-manage-bank = Gérer les banques
permission-curate-bank = Tenir les entrées des banques
permission-subscribe-bank = Récupérer les changements des banques
permission-manage-protected-source = Tenir le registre des sources protégées
permission-manage-user = Gérer les personnes
permission-read-user = Voir les personnes
permission-manage-desk = Régler le service
permission-import-data = Importer des tables de référence
permission-manage-job = Relancer des travaux
permission-read-log = Lire le journal

# Figures of a provider
figure-referrals = Signalements
figure-bounced = Lettres revenues
figure-lines = Éléments
figure-removed = Retirés
figure-seen-from-one = Retirés, vus d’un lieu
figure-restricted-geo = Visibles ailleurs
figure-refused = Refusés
figure-no-answer = Sans réponse
figure-open = Ouverts
figure-retracted = Rétractés
figure-already-gone = Absents avant réception
figure-came-back = Revenus en ligne
figure-time-to-removal-ms = Délai de retrait
figure-median-ms = Moitié retirée en
figure-p90-ms = Neuf dixièmes retirés en
define-referrals = Signalements partis, ou peut-être partis, vers ce prestataire.
define-bounced = Signalements revenus non distribués et non réadressés.
define-lines = Éléments de ces signalements, hors ceux jamais partis ou déjà absents.
define-removed = Éléments vus absents deux fois, à dix minutes au moins, de deux lieux au moins.
define-seen-from-one = Éléments vus absents deux fois d’un seul lieu ; non comptés dans « retirés ».
define-restricted-geo = Éléments encore visibles ailleurs.
define-refused = Éléments refusés par le prestataire, selon l’officier de liaison.
define-no-answer = Éléments clos sans réponse.
define-open = Éléments sans issue.
define-retracted = Éléments rétractés par nous ; hors de tout délai.
define-already-gone = Éléments absents avant la réception ; hors des autres chiffres.
define-came-back = Éléments revus après leur absence.
define-median-ms = Délai depuis la réception où la moitié est absente (Kaplan–Meier ; ce qui reste en ligne compte jusqu’à la dernière vue).
define-p90-ms = De même pour neuf dixièmes ; vide tant que l’estimation n’atteint pas cette part.

# What can happen in the house
event-desk-created = Service créé
event-desk-configured = Réglage modifié
event-designation-recorded = Désignation consignée
event-designation-ended = Désignation terminée
event-user-added = Compte créé
event-user-changed = Compte modifié
event-user-disabled = Compte fermé
event-session-opened = Connexion
event-api-key-added = Clé créée
event-api-key-revoked = Clé révoquée
event-item-added = Reçu
event-item-reported-again = Signalé à nouveau
event-batch-added = Liste reçue
event-item-came-back = Revenu
event-item-reopened = Dossier rouvert
event-item-closed-not-item = Clos : pas un élément
event-item-held = Suspendu
event-item-cleared = Suspension levée
event-capture-started = Capture commencée
event-exhibit-sealed = Pièce scellée
event-capture-failed = Capture échouée
event-exhibit-revealed = Pièce consultée
event-exhibit-exported = Pièce exportée
event-exhibit-erased = Pièce effacée
event-item-matched = Comparé aux banques
event-item-traced = Tracé
event-item-rekeyed = Clé refaite selon les nouvelles règles
event-item-assessed = Premier constat
event-item-reviewed = Second constat
event-item-settled = Constat du juriste
event-provider-added = Prestataire rencontré
event-provider-changed = Prestataire modifié
event-contact-found = Contact trouvé
event-contact-confirmed = Contact confirmé
event-contact-quarantined = Contact écarté
event-protected-source-changed = Registre des sources protégées modifié
event-referral-drafted = Signalement rédigé
event-referral-approved = Signalement approuvé
event-line-sent-back = Renvoyé à l’analyste
event-referral-withdrawn = Signalement retiré
event-sending-begun = Envoi commencé
event-referral-sent = Signalement envoyé
event-sending-failed = Non envoyé
event-sending-left-uncertain = Peut-être envoyé
event-uncertainty-settled = Incertitude levée
event-referral-bounced = Lettre revenue
event-referral-reminded = Relance envoyée
event-referral-set-waiting = Attend l’officier de liaison
event-claim-received = Déclaration reçue
event-mail-filed = Courrier classé
event-line-closed = Élément clos sur le signalement
event-referral-closed = Signalement clos
event-recheck-observed = Nouveau regard
event-referral-retracted = Signalement rétracté
event-retraction-sent = Rétractation envoyée
event-bank-created = Banque créée
event-bank-imported = Signaux importés
event-bank-exported = Banque exportée
event-bank-entry-withdrawn = Entrée retirée d’une banque
event-bank-configured = Réglages d’une banque modifiés
event-bank-closed = Banque fermée
event-bank-fetched = Changements d’une banque récupérés
event-bank-searched = Nouvelles entrées recherchées dans ce qui a été capturé
event-bank-entry-added = Entrées ajoutées à une banque
event-bank-entry-activated = Entrées d’une banque activées
event-bank-entry-contested = Entrée d’une banque contestée
event-bank-entry-upheld = Entrée contestée maintenue
event-bank-entry-quarantined = Entrée mise en silence : trop de correspondances
event-bank-entry-released = Entrée en silence libérée
event-bank-entry-proposed = Entrée retirée proposée à nouveau
event-bank-entry-changed = Entrée d’une banque modifiée par un programme
event-opinion-stated = Avis donné sur une entrée
event-data-imported = Tables de référence importées
event-job-requeued = Travail relancé
event-job-died = Travail échoué
event-desk-restored = Service restauré
event-reporter-kept = Adresse du déclarant scellée
event-reporter-erased = Adresses de déclarants effacées

# Problems, by their stable code; the exact sentence stands below each on the page
problem-back = Retour au service
problem-refused = Ceci a été refusé
problem-not-found = Il n’y a rien ici
problem-unauthenticated = Veuillez vous connecter
problem-sign-in-failed = Identifiant ou mot de passe erroné
problem-forbidden = Votre rôle ne le permet pas
problem-foreign-origin = Ceci ne vient pas d’une page de ce service ; ouvrez la page et réessayez
problem-malformed-request = Requête illisible ; revenez et renvoyez-la
problem-method-not-allowed = Cette adresse attend un autre type de requête
problem-too-large = Trop volumineux ; envoyez moins à la fois
problem-media-type = Ce type de contenu n’est pas accepté ici
problem-too-many-requests = Trop d’essais ; patientez un peu
problem-busy = Occupé ; réessayez dans un instant
problem-timeout = La réponse a trop tardé ; réessayez
problem-internal = Une erreur est survenue chez nous ; l’exploitant la voit dans son journal
problem-locator-refused = Cette adresse ne peut être enregistrée
problem-same-pair-of-eyes = La seconde personne doit être quelqu’un d’autre
problem-other-exhibit = Le constat porte sur une autre capture ; regardez l’actuelle et décidez à nouveau
problem-item-state = L’élément ne le peut pas dans son état actuel
problem-assessment-incomplete = Le constat n’est pas encore complet
problem-danger-missing = Répondez s’il y a un danger
problem-conclusion-missing = Choisissez une conclusion
problem-attribution-incomplete = L’attribution n’est pas complète
problem-contact-unusable = Ce contact ne peut être utilisé
problem-instrument-not-allowed = Cet instrument ne peut être utilisé ici
problem-referral-state = Le signalement ne le peut pas dans son état actuel
problem-no-line = Il faut au moins un élément
problem-not-this-address = Cette adresse précise n’a été ni capturée ni évaluée
problem-stale-capture = La capture est trop ancienne ; recapturez et confirmez le constat
problem-object-changed = Ce qui s’y trouve n’est plus ce qui a été évalué
problem-not-reviewed = Une seconde personne doit d’abord regarder
problem-not-actionable = Rien ne part sur cette conclusion
problem-scope-not-item = Cette adresse ne désigne pas un élément unique
problem-account-for-order = Un compte ne peut jamais faire l’objet d’une injonction
problem-account-without-basis = Un compte exige une base propre
problem-protected-source = Source protégée : le juriste écrit d’abord un constat
problem-exemption-unclear = Une finalité est incertaine : le juriste décide d’abord
problem-same-reasons = Les motifs sont ceux d’un autre élément ; écrivez ceux de celui-ci
problem-too-many-lines = Trop d’éléments dans un envoi ; divisez-le
problem-outlier-volume = Volume inhabituel en un jour : un juriste regarde d’abord
problem-weak-trace = Le responsable n’est pas assez établi
problem-approval-not-logged = L’accord n’est pas encore au journal ; il suit sous peu
problem-already-referred = Déjà signalé à ce prestataire
problem-host-changed = L’hébergeur a changé
problem-addressee-missing = Choisissez le destinataire
problem-answer-missing = Choisissez une réponse
problem-reason-missing = Un motif est nécessaire
problem-finding-missing = Écrivez le constat
problem-ground-missing = Écrivez le motif du refus
problem-hold-in-the-past = L’échéance doit être à venir
problem-date-malformed = La date est illisible
problem-zone-unknown = Ce fuseau horaire est inconnu
problem-hours-malformed = Les heures ne peuvent être justes
problem-address-malformed = Ce n’est pas une adresse de courriel
problem-contact-malformed = Le courriel ne peut être juste ; corrigez-le ou laissez vide
problem-contact-known = Cette adresse est déjà connue
problem-signal-malformed = Ce n’est ni une empreinte ni une clé
problem-distance-too-large = La distance est trop grande
problem-upload-empty = Choisissez un fichier non vide
problem-upload-too-large = Le fichier est trop volumineux
problem-upload-refused = Le fichier ne peut être accepté
problem-undecodable = L’image est illisible
problem-list-too-long = La liste est trop longue ; divisez-la
problem-item-id-malformed = Un autre élément est illisible
problem-bank-name = Ce nom ne convient pas à une banque
problem-bank-exists = Une banque porte déjà ce nom
problem-address-unreadable = Cette adresse ne peut être lue
problem-bank-closed = La banque est fermée
problem-bank-not-empty = Une banque qui a des entrées garde son rôle
problem-bank-red = Cette banque ne quitte pas le bureau
problem-entry-state = L’entrée n’est pas dans un état qui le permet
problem-not-subscribed = Cette clé n’est pas parmi les abonnés
problem-ratio-malformed = La part est un nombre de 0 à 100 pour cent
problem-too-many-subscribers = Trop d’abonnés
problem-login-malformed = Cet identifiant est impossible
problem-login-exists = Cet identifiant est pris
problem-role-missing = Donnez au moins un rôle
problem-password-short = Le mot de passe est trop court
problem-own-login = Nul ne ferme son propre compte
problem-scope-empty = Donnez à la clé au moins une permission
problem-is-an-item = Cette adresse désigne un élément ; évaluez-le
problem-untraceable = Cette adresse ne peut être tracée
problem-no-sender = Le service n’a pas encore d’adresse d’expéditeur ; un administrateur la définit
problem-no-contact = Aucun contact utilisable
problem-letter-refused = La lettre ne peut être rédigée
problem-instrument-not-a-letter = Un acte contraignant ne part pas sous cette forme
problem-recapture-failed = L’adresse n’a pu être recapturée
problem-release-time = L’échéance ne peut être juste
problem-answer-link-expired = Ce lien a expiré ; répondez par courriel
problem-too-many-claims = Trop de réponses déjà ; écrivez un courriel
problem-address-unregistered = Cette adresse ne correspond pas à la réponse du mandataire
problem-data-unusable = Ces tables sont inutilisables
problem-dates-malformed = Les dates ne peuvent être justes
problem-designation-over = Cette désignation a déjà pris fin
problem-domain-malformed = Ce n’est pas un domaine
problem-kind-unknown = Ce genre est inconnu
problem-instrument-unknown = Cet instrument est inconnu
problem-line-unseen = Un élément n’a pas été regardé à l’instant
problem-log-unverifiable = Le journal ne peut être vérifié
problem-mail-too-large = Le courriel est trop volumineux
problem-mail-filed = Ce courrier est déjà classé
problem-reference-unknown = Aucun signalement ne porte cette référence
problem-no-grounds = Personne n’a donné les motifs sur lesquels cela reposerait
problem-no-proxy = Aucun mandataire ne précède cet hôte
problem-not-sent = La lettre n’a pas été envoyée
problem-roles-differ = Les éléments relèvent de rôles différents chez ce prestataire
problem-text-malformed = Un texte ne peut être accepté tel quel

# Counted
queue-waiting = { $count ->
    [one] { $count } élément attend
   *[other] { $count } éléments attendent
}
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
why-distance = { $count ->
    [0] identique
    [one] à { $count } bit
   *[other] à { $count } bits
}
why-reports = { $count ->
    [one] { $count } signalement reçu
   *[other] { $count } signalements reçus
}
exhibit-records = { $count ->
    [one] { $count } enregistrement
   *[other] { $count } enregistrements
}
bytes = { $count ->
    [one] { $count } octet
   *[other] { $count } octets
}
history-matches = { $count ->
    [0] rien de connu
    [one] { $count } correspondance
   *[other] { $count } correspondances
}
history-links = { $count ->
    [one] { $count } maillon
   *[other] { $count } maillons
}
lines-count = { $count ->
    [one] { $count } élément
   *[other] { $count } éléments
}
intake-added = { $count ->
    [one] { $count } nouveau
   *[other] { $count } nouveaux
}
intake-known = { $count ->
    [one] { $count } connu
   *[other] { $count } connus
}
intake-refused = { $count ->
    [one] { $count } refusé
   *[other] { $count } refusés
}
import-added = { $count ->
    [one] { $count } nouvelle entrée
   *[other] { $count } nouvelles entrées
}
import-known = { $count ->
    [one] { $count } connue
   *[other] { $count } connues
}
bank-entries = { $count ->
    [one] { $count } entrée
   *[other] { $count } entrées
}
match-found = { $count ->
    [0] Rien de connu
    [one] { $count } correspondance
   *[other] { $count } correspondances
}
log-size = { $count ->
    [one] { $count } entrée
   *[other] { $count } entrées
}
report-contact-hint = { $count ->
    [one] Seulement si vous acceptez d’être contacté. Chiffré, effacé après { $count } jour.
   *[other] Seulement si vous acceptez d’être contacté. Chiffré, effacé après { $count } jours.
}
problem-domain-unknown = Aucun domaine propre à ce prestataire n’est connu
problem-list-unusable = La liste ne contient aucun contact
problem-provider-unconfirmed = Aucun contact de ce prestataire n’a été confirmé
problem-security-txt-absent = Le domaine n’a pas de security.txt avec un contact
problem-security-txt-expired = Le security.txt du domaine a expiré

# Reading of texts
nav-search = Chercher dans les textes
nav-texts = Lecture
permission-teach-text = Écrire les listes de termes et instruire le modèle
search-hint = Les mots sont trouvés quelle que soit leur graphie ; une expression se met entre guillemets. Chaque texte montré est une consultation, consignée.
search-words = Mots
search-none = Aucun texte ne contient ces mots
search-none-hint = Écrivez moins de mots, ou vérifiez que l’élément a été capturé et lu.
reading = Lecture
reading-language = Langue
reading-label = Étiquette
reading-explain = Pourquoi
reading-explained = Pourquoi le texte est placé ici
reading-hint = La machine ordonne ; une personne décide. Les mots chauds parlent pour l’étiquette, les froids contre.
reading-for = Parle pour
reading-against = Parle contre
reading-terms = Termes trouvés
reading-suppressed = tu dans
reading-nothing = Rien
reading-rank = Rang
reading-shadow = modèle en parallèle
reading-evasions = Signes d’évitement
reading-sum = Du biais à la somme
reading-model = Modèle
reading-nearest = Texte connu le plus proche
reading-copies = Toutes les copies
why-text = Texte
why-sample = Tiré au hasard
texts-hint = Ce qui ordonne les textes dans la file, et avec quelle qualité. Rien ici ne décide d’un élément.
texts-recall = Part de ce qui compte placée en premier
texts-recall-hint = Un élément sur vingt avec texte est lu quel que soit son rang. Parmi ceux jugés illicites, cette part se trouve dans le dixième que le modèle place en premier.
texts-recall-none = Pas encore d’estimation : aucun élément tiré n’a été jugé illicite.
texts-decided = Tirés et décidés
texts-positives = Jugés illicites
texts-found = Dont dans le premier dixième
texts-models = Modèles
texts-labels = Décisions
texts-sentinel = Jeu témoin
texts-trained = Appris
texts-shipped = Fourni avec le programme
texts-promote = Le laisser ordonner
texts-agreement = Les deux modèles placent les mêmes textes en premier ou non :
texts-rereading = Les textes sont relus en arrière-plan.
texts-train = Apprendre des décisions
texts-train-hint = Crée un modèle qui évalue en parallèle. Il n’ordonne rien tant qu’une personne ne l’admet pas.
texts-roll-back = Revenir au modèle précédent
terms = Listes de termes
terms-name = Liste
terms-category = Parle pour
terms-language = Langue
terms-owner = Responsable
terms-count = Termes
terms-expires = Se tait le
terms-write = Écrire une liste
terms-write-hint = D’abord les faits, puis une ligne de trois traits d’union, puis un terme par ligne. * termine un début de mot, ! commence une expression anodine, /…/ est une expression régulière. Un nom connu en crée la version suivante.
terms-withdraw = Mettre hors d’usage
terms-withdrawn = Hors d’usage
terms-expired = Muette : son jour est venu
terms-versions = Versions
label-call-to-violence = Appel à la violence
label-threat = Menace
label-glorification = Glorification
label-recruitment = Recrutement
label-instruction = Instruction
label-dehumanisation = Déshumanisation
label-quoted = Cité
label-reported = Rapporté
label-condemned = Condamné
label-negated = Nié
label-fiction = Fiction
label-offensive = Mots grossiers
textlanguage-ar = Arabe
textlanguage-fr = Français
textlanguage-en = Anglais
textlanguage-ar-Latn = Arabe en lettres latines
textlanguage-ro = Roumain
textlanguage-pl = Polonais
textlanguage-sv = Suédois
textlanguage-id = Indonésien
textlanguage-fa = Persan
textlanguage-ur = Ourdou
textlanguage-ku = Kurde
textlanguage-ckb = Kurde (sorani)
textlanguage-ps = Pachto
textlanguage-de = Allemand
textlanguage-es = Espagnol
textlanguage-it = Italien
textlanguage-nl = Néerlandais
textlanguage-pt = Portugais
textlanguage-tr = Turc
textlanguage-unknown = Langue inconnue
textsource-page = Page
textsource-document = Document
textsource-subtitle = Sous-titres
standing-current = Ordonne la file
standing-shadow = Évalue en parallèle
standing-past = Hors d’usage
event-text-read = Texte lu par la machine
event-text-reread = Textes relus
event-text-model-trained = Modèle appris des décisions
event-text-model-promoted = Modèle promu
event-text-model-rolled-back = Modèle retiré
event-term-list-saved = Liste de termes écrite
event-term-list-withdrawn = Liste de termes hors d’usage
done-trained = Un modèle a été appris ; il évalue en parallèle.
done-promoted = Le modèle ordonne la file ; les textes sont relus.
done-rolled-back = Le modèle précédent ordonne de nouveau la file.
done-terms-saved = La liste est écrite ; les textes sont relus avec elle.
done-terms-withdrawn = La liste est hors d’usage.
problem-term-list-malformed = La liste est inutilisable
problem-term-list-withdrawn = La liste est déjà hors d’usage
problem-search-malformed = Recherche impossible
problem-too-little-to-learn = Trop peu pour apprendre
problem-model-known = Rien de nouveau n’a été appris
problem-model-not-beside = Seul le modèle en parallèle peut être promu
problem-sentinel-degraded = Le modèle est moins bon sur le jeu témoin
problem-no-model-before = Il n’y a pas de modèle précédent
queue-copies = { $count ->
    [one] { $count } copie
   *[other] { $count } copies
}
reading-unread = { $count ->
    [one] { $count } texte non lu
   *[other] { $count } textes non lus
}
history-texts = { $count ->
    [one] { $count } texte
   *[other] { $count } textes
}

# Orders
event-legal-set-imported = Bases légales importées
event-form-attested = Formulaire imprimé attesté
event-order-drafted = Injonction rédigée
event-order-checked = Injonction vérifiée en droit
event-order-informed = Hébergeur informé de la procédure
event-order-signed = Injonction signée
event-order-letter-sent = Courrier d’une injonction envoyé
event-order-sent = Injonction envoyée
event-order-received = Injonction reçue
event-order-receipt-corrected = Réception corrigée
event-order-expired = Délai d’une injonction écoulé
event-order-answered = Formulaire reçu
event-order-answer-judged = Formulaire apprécié
event-order-executed = Injonction exécutée
event-order-stopped = Délai d’une injonction suspendu
event-order-clarified = Précisions données
event-order-restarted = Délai d’une injonction relancé
event-order-copied = Copie à l’autorité d’établissement
event-order-scrutinised = Examen d’une injonction
event-order-appealed = Recours contre une injonction
event-order-finality-reported = Caractère définitif communiqué
event-non-disclosure-changed = Silence envers l’auteur
event-order-voided = Injonction privée d’effet
event-order-reinstatement-changed = Rétablissement
event-order-withdrawn = Injonction abandonnée
event-provider-exposed = Hébergeur au seuil d’exposition
permission-draft-order = Rédiger des injonctions
permission-check-order = Vérifier les injonctions en droit, attester les formulaires
permission-sign-order = Signer et révoquer des injonctions
permission-follow-order = Suivre les injonctions
nav-complaints = Réclamations
complaint = Réclamation
overdue = en retard
actor-complainant = l’auteur de la réclamation
complaint-title = Contester un retrait
complaint-hint = Un contenu à vous a été retiré, ou l’on vous a demandé d’en retirer un, et vous pensez que c’est une erreur ? Aucun compte n’est nécessaire. Une personne qui n’a pas touché au dossier l’examine à nouveau.
complaint-done = Votre réclamation est arrivée.
complaint-done-hint = Conservez cette adresse : c’est le seul moyen de suivre la réclamation et de lire la réponse. Nous ne pouvons pas la renvoyer.
complaint-answered-until = Réponse au plus tard le
complaint-from = Qui réclame
complaint-about = De quoi il s’agit
complaint-about-hint = L’adresse de ce qui a été retiré, la référence de la notification, ou le lien qu’elle contient.
complaint-text = Qu’est-ce qui était faux ?
complaint-text-hint = Écrivez-le avec vos mots, de 20 à 5 000 caractères. Omettez ce qui désigne d’autres personnes.
complaint-send = Envoyer
complaint-figures = Chiffres publiés
complaints-received = Reçues
complaints-waiting = En attente
complaints-late = Répondues en retard ou en retard
complaints-median = Délai médian de réponse
retractions-in-time = Retirées dans l’heure
retractions-overdue = Pas retirées à temps
complaint-yours = Votre réclamation
complaint-written = C’est noté.
complaint-received = Reçue le
complaint-answer = Réponse
complaint-taken-back = Tous ceux qui avaient été informés ont été avertis de l’erreur et priés de rétablir ce qui a été retiré. Nous vérifions que c’est rétabli.
complaint-court-hint = Si vous n’êtes pas d’accord, vous pouvez saisir le tribunal compétent, ou écrire à :
complaint-notes = Ce qui a été écrit
complaint-add = Ajouter quelque chose
complaint-withdraw = Retirer la réclamation
complaint-withdraw-sure = Je ne souhaite plus de réponse
complaints-hint = Chacune va à une personne qui n’a pas touché au dossier, et reçoit une réponse motivée à temps.
complaints-empty = Aucune réclamation n’attend
complaints-empty-hint = Les réclamations arrivent par la page publique, sans compte.
complaint-left = Temps restant
retractions = Retirées par nous
retractions-hint = Une heure entre l’erreur trouvée et tous informés. Ce qui n’est pas parti est renvoyé jusqu’à son arrivée.
retraction-found = Erreur trouvée
retraction-clock = Chronomètre
complaint-contact-until = effacé le
complaint-subjects = Ce qu’elle désigne
complaint-subjects-none = Le service ne connaît rien sous ce nom. Si vous trouvez ce qui est visé, liez-le ; sinon, dites-le dans la réponse.
complaint-entry = Entrée de banque
complaint-link = Lier ce qui est visé
complaint-link-hint = Une adresse, une référence, ou l’identifiant d’un élément ou d’une entrée de banque.
complaint-link-button = Lier
reinstated = revu en ligne
reinstatement-awaited = pas encore rétabli
reinstatement-never = jamais revu
watch-awaiting = À rétablir depuis
complaint-answer-hint = Regardez d’abord les preuves. Ce que vous écrivez est lu par l’auteur de la réclamation, et par l’hébergeur si quelque chose est retiré.
complaint-lines = Ce qui peut être retiré
complaint-lines-hint = Cochez les lignes si la réclamation est fondée en partie. Si elle est fondée, toutes sont retirées.
complaint-reasons = Motifs
complaint-answer-button = Répondre
complaint-handlers = Qui peut y répondre
complaint-handlers-hint = Qui a touché au dossier se lit dans le journal, et ne peut être choisi.
complaint-handlers-none = Personne de ce service ne peut répondre aux réclamations. Demandez à un administrateur un relecteur ou un juriste.
complaint-after = Après la réponse
complaint-after-hint = Clôturez-la quand la réponse est acquise. Si un tribunal est saisi, suivez l’affaire et notez sa décision.
complaint-close = Clore
complaint-court = Devant un tribunal
done-linked = Lié.
done-assigned = Confié.
done-decided = Répondu. La réponse paraît sur la page du jeton dès qu’elle est au journal.
permission-read-complaint = Lire les réclamations
permission-assign-complaint = Confier les réclamations
permission-decide-complaint = Répondre aux réclamations
complainant-author = L’auteur du contenu
complainant-provider = L’hébergeur
complainant-third-party = Quelqu’un d’autre
complainant-oversight = Le contrôle
complaint-state-received = Reçue
complaint-state-acknowledged = Accusée de réception
complaint-state-assigned = En examen
complaint-state-decided = Répondue, pas encore publiée
complaint-state-informed = Répondue
complaint-state-court = Devant un tribunal
complaint-state-closed = Close
complaint-state-withdrawn = Retirée
complaint-outcome-upheld = Fondée
complaint-outcome-partly-upheld = Fondée en partie
complaint-outcome-rejected = Non fondée
event-item-reinstated = Revu après notre rétractation
event-complaint-received = Réclamation reçue
event-complaint-acknowledged = Réclamation accusée de réception
event-complaint-noted = Complément à la réclamation
event-complaint-linked = Réclamation liée à son objet
event-complaint-assigned = Réclamation confiée
event-complaint-reminded = Rappel de la réclamation
event-complaint-left-overdue = Réclamation sans réponse à temps
event-complaint-decided = Réclamation tranchée
event-complaint-informed = Réponse publiée à l’intéressé
event-complaint-contested = Réclamation devant un tribunal
event-complaint-closed = Réclamation close
event-complaint-withdrawn = Réclamation retirée
event-complainant-erased = Adresses d’intéressés effacées
problem-complaint-text = Le texte est trop court ou trop long
problem-complainant-missing = Il manque qui réclame
problem-complaint-state = La réclamation ne le permet pas maintenant
problem-form-expired = Le formulaire est trop ancien
problem-form-used = Ce formulaire a déjà été envoyé
problem-handler-unfit = Cette personne ne peut répondre aux réclamations
problem-not-the-assignee = La réclamation est confiée à quelqu’un d’autre
problem-subject-missing = Il manque ce dont il s’agit
problem-too-many-notes = Trop d’ajouts déjà
problem-too-many-subjects = Trop d’objets pour une réclamation
problem-touched-the-case = Cette personne a touché au dossier
complaint-days = { $count ->
    [one] Une réponse motivée est donnée dans le délai de { $count } jour. D’ici là vous pouvez suivre la réclamation et la compléter.
   *[other] Une réponse motivée est donnée dans les { $count } jours. D’ici là vous pouvez suivre la réclamation et la compléter.
}
complaint-contact-hint = { $count ->
    [one] Seulement si vous voulez que nous puissions vous interroger. Scellé, et effacé après { $count } jour.
   *[other] Seulement si vous voulez que nous puissions vous interroger. Scellé, et effacé après { $count } jours.
}
problem-nothing-linked = Rien n’est lié qui puisse être retiré
event-index-rebuilt = L’index des banques a été reconstruit
