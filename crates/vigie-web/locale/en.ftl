# English: what pages say. Same keys in all three files; a test compares them.

# Frame
skip = Skip to the content
nav-label = Sections
nav-queue = Queue
nav-review = Second look
nav-intake = Take in
nav-referrals = Referrals
nav-providers = Providers
nav-contacts = Contacts to confirm
nav-mails = Mail to file
nav-match = Is it known?
nav-banks = Banks
nav-log = Log
nav-jobs = Failed work
nav-users = People
nav-settings = Settings
nav-keys = Keys and password
language = Language
sign-in = Sign in
sign-in-login = Login
sign-in-password = Password
sign-in-report = Not from this desk, and you want to report something?
sign-out = Sign out
page-first = Back to the beginning
page-next = Next page
save = Save
cancel = Cancel
choose = Choose…
yes = Yes
who = Who
when = When (UTC)
until = Until
reason = Reason
ground = Ground of the refusal
name = Name
description = Description
file = File
line = Line
address = Address
actions = Actions
state = State
event = Act
created = Made
country = Country
actor-job = the desk itself
actor-reporter = a reporter
actor-link = holder of the answer link

# What was just done
done-added = Taken in. The capture begins by itself.
done-known = This item was known already; your report was added to it.
done-uploaded = Taken in, with custody “supplied by”.
done-claimed = The item is yours for a quarter of an hour.
done-taken = Somebody else is working on this item.
done-released = The item is free again.
done-capture = A capture was asked for; it appears here when it is made.
done-traced = The chain was traced anew.
done-held = The item is on hold; nothing leaves.
done-cleared = The hold has ended.
done-reopened = The case is open again.
done-closed = Closed.
done-assessed = Your finding is saved. A second person looks without seeing it.
done-reviewed = Your finding is saved. Both now stand side by side.
done-settled = Written down.
done-erased = The key was destroyed; the evidence can no longer be read anywhere.
done-drafted = The referral is written. Nothing leaves until a second person approves it.
done-approved = Approved. It leaves once the approval is in the log and the office is open.
done-withdrawn = Withdrawn before it left.
done-retracted = Taken back. The provider is told.
done-readdressed = Another contact was chosen; it must be approved again.
done-confirmed = The contact is confirmed and may be written to.
done-released-volume = The daily limit is lifted until the time you gave.
done-bank = The bank is made.
done-user = The login is made.
done-password = The password is set; other sessions have ended.
done-revoked = The key no longer works.
done-requeued = The work will be tried again.
done-filed = The mail stands under its notice.
done-recorded = The designation is recorded.
done-ended = The designation has its end; what was done under it stays.
done-protected = The domain is on the register.
done-unprotected = The domain is off the register.

# Queue
item = Item
item-upload = Upload
queue-order = Most urgent first, oldest first among equals. A match orders the queue; it never decides.
queue-states = Items by state
queue-work = To do
queue-all = All
queue-filter = Filter
queue-text = Beginning of a key or id
queue-host = Host
queue-matched = Known?
queue-matched-any = Either
queue-matched-yes = Near a bank
queue-matched-no = Near none
queue-apply = Show
queue-why = Why here
queue-since = Since (UTC)
queue-claimed = Who is on it
queue-empty = Nothing waits here
queue-empty-hint = Choose another state above, or take in an address.
why-match = Known in
why-reupload = Came back after removal
why-threat = A life is said to be in danger

# Item
item-facts = Facts
item-channel = Taken in
item-scope = The address names
item-key = Canonical key
item-external-id = Caller’s id
item-reupload-of = Repeats
item-note = Note
item-held-until = On hold until
item-claim = Work on it
item-release = Give it back
item-claimed-by = With
item-capture = Capture again
item-trace = Trace again
item-not-item = Close: not one item
item-hold = Put on hold
item-clear = End the hold
item-reopen = Open the case again
finding-hidden = A first finding exists. It is shown to you once your own is written.
findings = Findings
finding-first = First finding
finding-second = Second finding
findings-differ = they differ
matches = Known near it
matches-none = Nothing known is near.
matches-hint = A match is never a decision: look, and find for yourself.
match-label = Label
match-signal = Signal
match-distance = Distance (bits)
chain = Who is responsible
chain-none = Not traced yet.
chain-at = Traced
chain-ask-proxy = A proxy stands before the host: who hosts it is not known. Ask the proxy.
chain-no-address = The name does not exist, or has no address.
chain-unknown = The addresses are known, their holder is not.
observations = Seen over time
observations-older = Earlier
watch-watching = Watched
watch-suspected = Seen gone once
watch-gone = Removed between
watch-back = There again
watch-next = next look
history = History
history-empty = Nothing has happened yet.

# Exhibit
exhibit = Evidence
exhibit-warning = It may be disturbing. Everything stays blurred and grey until you ask to see it; each look is written down. Looking away is always allowed. Whether blurring protects is contested: take breaks.
exhibit-none = No evidence yet: the capture has not been made.
exhibit-not-yours = Your role does not show evidence.
exhibit-erased = The key of this evidence was destroyed. Its digests stay.
exhibit-text = Readable text
exhibit-captured = Captured
exhibit-final = Led to
exhibit-custody = Custody
exhibit-sha256 = SHA-256 of the file
exhibit-export = Export the WARC file
exhibit-export-hint = A copy leaves the desk; this is written down.
custody-captured = Captured by
custody-supplied = Supplied by
picture-blurred = Blurred picture
picture-shown = Picture of the evidence
picture-reveal = Reveal
picture-hide = Blur again
text-reveal = Read the text
text-hide = Hide the text

# Finding
assess = Assess
assess-hint = In the order of the law. Nothing is answered in advance; a second person looks at the same capture without seeing this.
review = Second look
review-hint = Write what you find yourself. The first finding is shown only after yours is saved.
review-list-hint = Findings of others that wait for your own. What they found is not told.
review-empty = Nothing waits for your second look
review-empty-hint = New ones appear here as soon as a colleague has assessed something.
offence = Underlying offence
offence-label = The offence, with its article
offence-hint = Read strictly. Leave it empty when there is none.
categories = Categories
categories-hint = Tick what this very item falls under, and write for each why: at least 20 characters, not another item’s words.
category-reason = Why this very item
danger = Danger
danger-hint = Does it cause a danger that an offence may be committed?
exemptions = Purposes that make it lawful
exemptions-hint = Answer all six. One that is present ends the case; one that is unclear goes to the legal officer.
exemption-note = Note
attribution = Attribution
attribution-hint = Only where there is one. A name on a list is a factor, never a legal basis.
attribution-entity = Group or person
attribution-listing = List, with the entry’s reference
attribution-as-of = List looked at on
conclusion = Conclusion
context = Context
context-hint = For colleagues; it does not leave the desk.
save-finding = Save the finding
settle = Settle
legal-look = Legal officer’s finding
legal-finding = Written finding on the exemptions
legal-finding-hint = At least 20 characters.

# Intake
intake-hint = The same thing twice is one item. Nothing is opened in your browser.
intake-url = Addresses
intake-urls = One address a line
intake-urls-hint = Whole URLs; defanged ones are understood.
intake-list = List
intake-list-hint = Text or CSV; the first line may name the columns url, reference, note. Bad lines are named, the others go in.
intake-file = File
intake-file-hint = Picture, screenshot, document, video, WARC or WACZ.
intake-text = Text of a post
intake-text-label = The text
intake-from = Where it is said to come from
intake-add = Take in
intake-answer = What became of the list
intake-outcome = Outcome
intake-new = new item
intake-old = known item
intake-no = refused
intake-cut = Only the first lines are shown; refused ones come first.

# Referral
referral = Referral
reference = Reference
instrument = Instrument
lines = Items
outcome = Outcome
subject = Subject
delivery = Delivery
receipt = Received
urgent = Urgent
drafted-by = Written by
approved-by = Approved by
recipient-time = Recipient’s local time
leaves-at = Would leave
claim-last = Last claim
claims = What was said back
claims-hint = Claims, not facts: whoever holds the link can make one. They close nothing and stop no clock.
claims-none = Nothing was said back yet.
disclosures = Who was told what
disclosures-hint = A retraction reaches everybody on this list.
disclosures-none = Nobody was told anything yet.
mails = Mail filed here
mails-hint = Mail that names no notice this desk knows. Read it, and say where it belongs.
mails-empty = Every mail stands under its notice
mail-received = Received
mail-class = What it is
mail-subject = Subject
mail-no-subject = (no subject)
mail-attachments = Attachments
mail-words-hint = As text alone: nothing in it is opened, loaded or believed.
mail-from = From, as it says
mail-ticket = Their ticket
mail-defects = What was odd
mail-words = What it says
mail-no-words = It has no text that could be read.
mail-quoted = What it quotes
mail-file = File it
mail-file-hint = A reply becomes a claim on the referral; a bounce stops its clock. It cannot be moved afterwards.
mail-reference = Reference of the referral
mail-bounce = undeliverable
mail-delay = delayed
mail-arrival = delivered
mail-auto-reply = automatic reply
mail-reply = reply
mail-other = other
retraction = Retraction
retraction-sent = Provider told
retraction-pending = The provider is being told.
referrals-hint = Voluntary requests to review. Two people stand behind each.
referrals-empty = No referral here
referrals-empty-hint = An item that two people found actionable can be referred from its page.
referral-draft = Write a referral
referral-draft-hint = Choose to whom and how. Every guard is checked again when it is approved, and once more just before it leaves.
referral-no-chain = Nobody responsible is known: trace the item first.
referral-no-contact = Nobody can be written to yet. A liaison officer confirms a contact first.
referral-weak-trace = Known too weakly to be written to.
referral-more = More
referral-items = Further items on the same notice
referral-items-hint = Addresses of their pages, one a line.
referral-language = Language of the letter
referral-language-theirs = The recipient’s own
referral-urgent = Urgent: does not wait for working hours
referral-write = Write it
referral-preview = Read the letter
referral-preview-log = The place of the approval in the log is filled in when it is known.
referral-read-approve = Read and approve
referral-approve = Approve
referral-approve-hint = You have read the letter and looked at each item. Your name stands in the log.
referral-own = You wrote this; somebody else approves it.
referral-refused-now = This would be refused now
referral-uncertain-hint = Nobody can tell whether the letter arrived. Find out before anything is sent again.
referral-waiting-hint = Reminded in vain. The liaison officer decides what follows.
referral-bounced-hint = The letter came back. Choose another contact, or close.
referral-settle = Did it arrive?
referral-arrived = It arrived
referral-not-arrived = It did not: send again
referral-readdress = Choose another contact
referral-withdraw = Withdraw
referral-close = Close
referral-retract = Take back
referral-retract-hint = The provider is told at once, in these words, and asked to restore.

# Providers and contacts
provider = Provider
provider-domains = Domains
provider-asns = Networks
provider-met = Met on
providers-hint = Whom the desk has met, with measured behaviour.
providers-empty = No provider yet
providers-empty-hint = Providers appear here when an item is traced.
figures = Measured behaviour
figures-since = Counted since
figures-definitions = What each figure counts
survival = How long items stay up
survival-after = After
survival-at-risk = Observed
survival-removed = Removed
survival-share = Still up
timeline = Timeline
contact = Contact
contacts = Contacts
contacts-none = No address for notices is known.
contacts-hint = Found by a machine, unusable until a person vouches for them.
contacts-empty = No contact waits
contacts-empty-hint = New ones appear when items are traced.
contact-source = Found
contact-confirm = Confirm
contact-confirmed = confirmed
contact-unusable = not usable
contact-add = Add a contact
contact-address = Mail address
contact-language = Their language
contact-zone = Their time zone, as Europe/Paris
contact-always = Somebody is there around the clock
contact-hours-hint = Otherwise, on these days and hours:
contact-from = From
contact-until = Until
day-1 = Monday
day-2 = Tuesday
day-3 = Wednesday
day-4 = Thursday
day-5 = Friday
day-6 = Saturday
day-7 = Sunday
volume = Lift the daily limit
volume-hint = An unusual number of lines stops by itself; you have looked at why.

# Banks and lookup
bank = Bank
banks-hint = Known signals the desk answers for. Each entry says who vouches for it.
banks-empty = No bank yet
banks-empty-hint = Make one below, then import a list of hashes.
bank-create = Make a bank
bank-disabled = switched off
bank-import = Import
bank-import-hint = Hexadecimal hashes one a line, or CSV hash,bank,source,label.
bank-export = Export
bank-source = Source
import-answer = What became of the import
match-hint = Asks the banks; keeps nothing.
match-value = Hash or canonical key
match-value-hint = PDQ or SHA-256 (64 digits), MD5 (32), or platform:type:id; or choose a file.
match-distance-max = PDQ distance, at most
match-look = Look
match-asked = What was asked

# Log
log-hint = Every act is an entry. Outsiders can count them and check that none was changed.
log-checkpoint = Signed head
log-empty = The log has no entry yet.
log-verify = How an outsider checks it
log-verify-hint = With this key and any program for C2SP tlog-tiles, or with this one:
log-key = Verifier key
log-index = Place in the log
log-pending = waits
log-erased = private part erased
log-leaf = What outsiders read
log-newest = Newest entries
log-from = Entries in order
log-go = Go

# People and keys
roles = Roles
users-hint = Who is on the desk and as what. Nobody reviews her own finding, whatever her roles.
user-add = Add a person
user-open = open
user-closed = closed
user-no-password = no password yet
user-close = Close the login
password-new = New password
password-set = Set the password
password-own = Your own password
password-own-hint = Your sessions end; sign in again with the new one.
permission = Permission
permission-table = What each role may do
keys-hint = For programs, on your behalf. A key can do no more than you.
key-add = Make a key
key-label = What it is for
key-scope = It may
key-expires = Works until
key-over = ended
key-revoke = Withdraw
key-secret = Your new key
key-secret-hint = Shown this once and kept nowhere. Copy it now.

# Settings and jobs
settings-hint = In force now. They are changed in the configuration file.
settings-effective = Effective settings
designations = Designations
designations-hint = Under which authority, article and document this desk may use an instrument, and since when. Without one it can refer, and cannot order.
designations-none = None: this desk can refer, and cannot order.
designation-authority = Authority
designation-article = Article
designation-document = Document
designation-from = From
designation-valid = valid
designation-end = End it
designation-end-day = Last day (empty: now)
designation-record = Record a designation
designation-record-hint = Word it as the document does. A designation is never edited: it is ended, and a new one recorded.
designation-until = Until (if the document says so)
protected-sources = Protected sources
protected-sources-hint = Lawful as a rule: an item there leaves only with the legal officer’s written finding.
protected-sources-none = The register is empty
protected-domain = Domain
protected-kind = Kind
protected-remove = Take off
protected-add = Put a domain on the register
protected-add-hint = With everything under it. Write the domain alone, like library.example.
source-archive = archive
source-encyclopedia = encyclopedia
source-government = government
source-library = library
source-press = press
source-science = science
jobs-hint = Work that failed for good waits here for an operator.
jobs-empty = Nothing has failed for good
job-kind = Work
job-attempts = Tries
job-error = Why
job-requeue = Try again

# Public report form
report-title = Report content
report-hint = You need no account. We look at every address; we cannot answer each report.
report-emergency = If somebody is in danger now, call the emergency number of your country first.
report-url = Address of the content
report-url-hint = The whole address of one post, file, video or page. Do not send the content itself.
report-note = What should we know? (optional)
report-threat = A life is in danger
report-contact = Your mail address (optional)
report-send = Send the report
report-done = Thank you. Your report arrived.
report-done-hint = People of the desk will look at it.
report-another = Report something else

# Answer link
answer-title = Answer to referral
answer-hint = A voluntary request to review against your own terms. Opening this page changes nothing.
answer-yours = Your answer
answer-acknowledge = We received it and are looking
answer-removed = We removed it
answer-removed-at = When (UTC, optional)
answer-refuse = We will not remove it
answer-not-ours = It is not ours
answer-whose = Whose it is, if you know
answer-note = Anything else (optional)
answer-send = Send the answer
answer-done = Thank you. Your answer was noted.
answer-done-hint = It is kept as a claim; we look for ourselves. You may answer again.
answer-retracted = This referral was taken back
answer-retracted-hint = There is nothing to do. If you removed something because of it, please restore it.
answer-so-far = Answers so far
answer-works-until = This link works until

# States of an item
state-new = new
state-triaged = triaged
state-capturing = being captured
state-capture-failed = capture failed
state-captured = to assess
state-assessed = second look
state-disputed = disputed
state-closed-not-item = closed: not one item
state-closed-lawful = closed: lawful
state-closed-exempt = closed: exempt
state-closed-tos-only = closed: provider’s terms
state-closed-undetermined = closed: undetermined
state-actionable = actionable
state-held = on hold
state-acting = on a referral
state-monitoring = watched
state-closed-removed = removed
state-closed-partial = removed in part
state-escalated = escalated

# Conclusions, categories, purposes
conclusion-terrorist-content = terrorist content
conclusion-illegal-other = unlawful for another reason
conclusion-tos-only = only against the provider’s terms
conclusion-lawful = lawful
conclusion-exempt = exempt by its purpose
conclusion-undetermined = cannot be told
category-a = a) incites to an offence, directly or by glorifying it, and thereby causes a danger
category-b = b) solicits to commit an offence or contribute to one
category-c = c) solicits to take part in the activities of a group
category-d = d) instructs on weapons, substances or methods
category-e = e) threatens to commit an offence
category-short-a = a) incitement
category-short-b = b) solicitation to offend
category-short-c = c) solicitation to join
category-short-d = d) instruction
category-short-e = e) threat
exemption-educational = Education
exemption-journalistic = Journalism
exemption-artistic = Art
exemption-research = Research
exemption-counter-terrorism = Preventing or countering terrorism
exemption-public-debate = A polemic or controversial view in public debate
finding-none = none
finding-present = present
finding-unclear = unclear

# Instruments, roles in the chain, grades
instrument-tco-referral = Referral
instrument-dsa16-notice = Notice (DSA, Art. 16)
instrument-tco-removal-order = Removal order (TCO, Art. 3)
instrument-dsa9-order = Order to act (DSA, Art. 9)
instrument-origin-disclosure-request = Request to name the origin
instrument-preservation-request = Request to preserve data
instrument-fr-6-1-withdrawal = Withdrawal request (France, 6-1)
instrument-fr-6-1-block-or-delist = Blocking or delisting (France, 6-1)
chain-role-hosting-provider = hosting provider
chain-role-cdn-proxy = proxy or delivery network
chain-role-network = network
chain-role-dns-operator = name servers
chain-role-registrar = registrar
chain-role-registry = registry
chain-role-isp = access provider
chain-role-search = search engine
grade-low = hint
grade-medium = likely
grade-high = sure
grade-confirmed = confirmed

# How an item came, what its address names
channel-desk = at the desk
channel-list = by list
channel-api = by a program
channel-public-form = by the public form
channel-upload = by upload
channel-mail = by mail
scope-item = one item
scope-profile = an account
scope-channel = a channel
scope-collection = a collection
scope-search = a search
scope-tag = a tag
scope-site-root = a home page
scope-redirector = a redirector
scope-unknown = cannot be told

# What a locator showed
seen-up = there
seen-up-changed = something else is there
seen-restricted-geo = restricted by place
seen-restricted-login = behind a login
seen-challenge = a challenge page
seen-busy = server busy
seen-soft-gone = looks like an error page
seen-gone = gone
seen-gone-account = account gone
seen-dns-gone = name gone
seen-unreachable = no connection
seen-unknown = cannot be told

# Referrals: states, outcomes, claims, letters
referral-state-draft = to approve
referral-state-approved = approved
referral-state-sending = being sent
referral-state-uncertain = uncertain
referral-state-sent = sent
referral-state-waiting = waits for liaison
referral-state-bounced = came back
referral-state-closed = closed
referral-state-withdrawn = withdrawn
referral-state-retracted = taken back
outcome-open = open
outcome-gone = removed
outcome-gone-seen-from-one = removed, seen from one place
outcome-already-gone = gone before receipt
outcome-restricted-geo = still shown elsewhere
outcome-refused = refused
outcome-no-answer = no answer
outcome-sent-back = back to the analyst
outcome-retracted = taken back
claim-acknowledged = says: received
claim-removed = says: removed
claim-refused = says: refused
claim-not-ours = says: not ours
claim-message = wrote something
disclosed-referral = Referral
disclosed-reminder = Reminder
disclosed-retraction = Retraction

# Evidence
capture-complete = complete
capture-partial = partial
capture-geo-blocked = blocked here
capture-login-wall = behind a login
capture-gone = already gone
record-primary = the thing itself
record-redirect = a step on the way
record-requisite = shown on the page
record-derived = made from it
record-metadata = the host’s description
signal-pdq = Picture (PDQ)
signal-sha256 = SHA-256
signal-md5 = MD5
signal-url = Address
signal-vpdq = Video (vPDQ)
signal-chromaprint = Sound (chromaprint)
signal-pages = Pages of a document

# Roles and permissions
role-intake = Intake
role-analyst = Analyst
role-reviewer = Reviewer
role-legal-officer = Legal officer
role-issuer = Issuer
role-liaison = Liaison
role-oversight = Oversight
role-auditor = Auditor
role-admin = Administrator
permission-add-item = Take in items
permission-read-item = See items
permission-read-exhibit = See evidence
permission-export-exhibit = Export evidence
permission-erase-exhibit = Erase evidence
permission-read-assessment = Read any finding
permission-assess-item = Assess
permission-review-item = Review blind
permission-settle-item = Settle
permission-reopen-item = Open again
permission-draft-referral = Write referrals
permission-approve-referral = Approve referrals
permission-close-referral = Close referrals
permission-retract-referral = Take referrals back
permission-read-provider = See providers
permission-confirm-contact = Confirm contacts
permission-ingest-mail = File mail
permission-match-signal = Ask the banks
permission-manage-bank = Manage banks
permission-curate-bank = Keep entries of banks
permission-subscribe-bank = Fetch changes of banks
permission-manage-protected-source = Keep the register of protected sources
permission-manage-user = Manage people
permission-read-user = See people
permission-manage-desk = Set up the desk
permission-import-data = Import reference tables
permission-manage-job = Requeue work
permission-read-log = Read the log

# Figures of a provider
figure-referrals = Referrals
figure-bounced = Letters bounced
figure-lines = Items
figure-removed = Removed
figure-seen-from-one = Removed, seen from one place
figure-restricted-geo = Shown elsewhere
figure-refused = Refused
figure-no-answer = No answer
figure-open = Open
figure-retracted = Taken back
figure-already-gone = Gone before receipt
figure-came-back = Came back online
figure-time-to-removal-ms = Time to removal
figure-median-ms = Half removed by
figure-p90-ms = Nine tenths removed by
define-referrals = Referrals that left the desk, or may have, to this provider.
define-bounced = Referrals that came back undeliverable and were not sent elsewhere.
define-lines = Items on those referrals, without those that never left or were already gone.
define-removed = Items seen gone twice, at least ten minutes apart, from at least two places.
define-seen-from-one = Items seen gone twice from one place only; not part of “removed”.
define-restricted-geo = Items still shown elsewhere.
define-refused = Items the provider refused, as a liaison officer noted.
define-no-answer = Items closed without an answer.
define-open = Items without an outcome.
define-retracted = Items we took back; not part of any time.
define-already-gone = Items gone before the referral was received; not part of any other figure.
define-came-back = Items seen again after they were gone.
define-median-ms = Time from receipt by which half are gone (Kaplan–Meier; what is still up counts up to its last sighting).
define-p90-ms = The same for nine tenths; empty while the estimate does not reach that share.

# What can happen in the house
event-desk-created = Desk made
event-desk-configured = Setting changed
event-designation-recorded = Designation recorded
event-designation-ended = Designation ended
event-user-added = Login made
event-user-changed = Login changed
event-user-disabled = Login closed
event-session-opened = Signed in
event-api-key-added = Key made
event-api-key-revoked = Key withdrawn
event-item-added = Taken in
event-item-reported-again = Reported again
event-batch-added = List taken in
event-item-came-back = Came back
event-item-reopened = Case opened again
event-item-closed-not-item = Closed: not one item
event-item-held = Put on hold
event-item-cleared = Hold ended
event-capture-started = Capture begun
event-exhibit-sealed = Evidence sealed
event-capture-failed = Capture failed
event-exhibit-revealed = Evidence looked at
event-exhibit-exported = Evidence exported
event-exhibit-erased = Evidence erased
event-item-matched = Compared with the banks
event-item-traced = Traced
event-item-rekeyed = Keyed anew under changed rules
event-item-assessed = First finding
event-item-reviewed = Second finding
event-item-settled = Legal officer’s finding
event-provider-added = Provider met
event-provider-changed = Provider’s facts changed
event-contact-found = Contact found
event-contact-confirmed = Contact confirmed
event-contact-quarantined = Contact set aside
event-protected-source-changed = Register of protected sources changed
event-referral-drafted = Referral written
event-referral-approved = Referral approved
event-line-sent-back = Back to the analyst
event-referral-withdrawn = Referral withdrawn
event-sending-begun = Sending begun
event-referral-sent = Referral sent
event-sending-failed = Not sent
event-sending-left-uncertain = Perhaps sent
event-uncertainty-settled = Uncertainty settled
event-referral-bounced = Letter came back
event-referral-reminded = Reminder sent
event-referral-set-waiting = Waits for the liaison officer
event-claim-received = Claim received
event-mail-filed = Mail filed
event-line-closed = Item closed on the referral
event-referral-closed = Referral closed
event-recheck-observed = Looked at again
event-referral-retracted = Referral taken back
event-retraction-sent = Retraction sent
event-bank-created = Bank made
event-bank-imported = Signals imported
event-bank-exported = Bank exported
event-bank-entry-withdrawn = Entry withdrawn from a bank
event-bank-configured = Settings of a bank changed
event-bank-closed = Bank closed
event-bank-fetched = Changes of a bank fetched
event-bank-searched = New entries looked up in what was captured
event-bank-entry-added = Entries added to a bank
event-bank-entry-activated = Entries of a bank activated
event-bank-entry-contested = Entry of a bank contested
event-bank-entry-upheld = Contested entry upheld
event-bank-entry-quarantined = Entry silenced for matching too much
event-bank-entry-released = Silenced entry released
event-bank-entry-proposed = Withdrawn entry put forward again
event-bank-entry-changed = Entry of a bank changed by a program
event-opinion-stated = Opinion of an entry stated
event-data-imported = Reference tables imported
event-job-requeued = Work requeued
event-job-died = Work failed for good
event-desk-restored = Desk restored
event-reporter-kept = Reporter’s address kept, sealed
event-reporter-erased = Reporters’ addresses erased

# Problems, by their stable code; the exact sentence stands below each on the page
problem-back = Back to the desk
problem-refused = This was refused
problem-not-found = There is nothing here
problem-unauthenticated = Please sign in
problem-sign-in-failed = Login or password is wrong
problem-forbidden = Your role does not allow this
problem-foreign-origin = This did not come from a page of this desk; open the page and try again
problem-malformed-request = This request could not be read; go back and send it again
problem-method-not-allowed = This address takes another kind of request
problem-too-large = Too large; send less at once
problem-media-type = This kind of content is not taken here
problem-too-many-requests = Too many tries; wait a little
problem-busy = Busy; try again in a moment
problem-timeout = The answer took too long; try again
problem-internal = Something went wrong on our side; the operator can see it in the log
problem-locator-refused = This address cannot be taken in
problem-same-pair-of-eyes = The second person must be somebody else
problem-other-exhibit = The finding is about another capture; look at the current one and decide again
problem-item-state = The item cannot do this in its present state
problem-assessment-incomplete = The finding is not complete yet
problem-danger-missing = Answer whether there is a danger
problem-conclusion-missing = Choose a conclusion
problem-attribution-incomplete = The attribution is not complete
problem-contact-unusable = This contact may not be written to
problem-instrument-not-allowed = This instrument may not be used here
problem-referral-state = The referral cannot do this in its present state
problem-no-line = At least one item is needed
problem-not-this-address = This very address was not captured and assessed
problem-stale-capture = The capture is too old; capture again and confirm the finding
problem-object-changed = What is there now is not what was assessed
problem-not-reviewed = A second person must look first
problem-not-actionable = Nothing leaves on this conclusion
problem-scope-not-item = This address does not name one item
problem-account-for-order = An account can never be the object of an order
problem-account-without-basis = An account needs a basis of its own
problem-protected-source = A protected source: the legal officer writes a finding first
problem-exemption-unclear = A purpose is unclear: the legal officer decides first
problem-same-reasons = The reasons are those of another item; write what holds for this one
problem-too-many-lines = Too many items on one notice; split it
problem-outlier-volume = An unusual number for one day: a legal officer looks first
problem-weak-trace = Who is responsible is not known well enough
problem-approval-not-logged = The approval is not in the log yet; it follows within seconds
problem-already-referred = Already referred to this provider
problem-host-changed = The host has changed
problem-addressee-missing = Choose to whom it goes
problem-answer-missing = Choose an answer
problem-reason-missing = A reason is needed
problem-finding-missing = Write the finding
problem-ground-missing = Write the ground of the refusal
problem-hold-in-the-past = The time must lie ahead
problem-date-malformed = The date cannot be read
problem-zone-unknown = This time zone is not known
problem-hours-malformed = The hours cannot be right
problem-address-malformed = This is no mail address
problem-contact-malformed = The mail address cannot be right; correct it or leave it empty
problem-contact-known = This address is known already
problem-signal-malformed = This is no hash and no key
problem-distance-too-large = The distance is too large
problem-upload-empty = Choose a file that is not empty
problem-upload-too-large = The file is too large
problem-upload-refused = The file cannot be taken
problem-undecodable = The picture cannot be read
problem-list-too-long = The list is too long; split it
problem-item-id-malformed = A further item cannot be read
problem-bank-name = This name cannot be a bank’s
problem-bank-exists = There is a bank of that name
problem-login-malformed = This login cannot be
problem-login-exists = This login is taken
problem-role-missing = Give at least one role
problem-password-short = The password is too short
problem-own-login = Nobody closes their own login
problem-scope-empty = Give the key at least one permission
problem-is-an-item = This address names one item; assess it
problem-untraceable = This address cannot be traced
problem-no-sender = The desk has no sender address yet; an administrator sets it
problem-no-contact = There is no contact that may be written to
problem-letter-refused = The letter cannot be written
problem-instrument-not-a-letter = A binding act is not sent as a letter of this kind
problem-recapture-failed = The address could not be captured again
problem-release-time = The time cannot be right
problem-answer-link-expired = This link has expired; answer by mail
problem-too-many-claims = Too much was said already; write a mail
problem-address-unregistered = This address is not registered for the proxy’s answer
problem-data-unusable = These tables cannot be used
problem-dates-malformed = The dates cannot be right
problem-designation-over = This designation has ended already
problem-domain-malformed = This is no domain
problem-kind-unknown = This kind is not known
problem-instrument-unknown = This instrument is not known
problem-line-unseen = An item was not looked at just now
problem-log-unverifiable = The log cannot be checked
problem-mail-too-large = The mail is too large
problem-mail-filed = This mail is filed already
problem-reference-unknown = No referral has this reference
problem-no-grounds = Nobody gave the grounds this would rest on
problem-no-proxy = No proxy stands before this host
problem-not-sent = The letter was not sent
problem-retraction-not-sent = The retraction was not sent yet
problem-roles-differ = The items stand with this provider in different roles
problem-text-malformed = A text cannot be taken as it is

# Counted
queue-waiting = { $count ->
    [one] { $count } item waits
   *[other] { $count } items wait
}
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
why-distance = { $count ->
    [0] the same
    [one] { $count } bit away
   *[other] { $count } bits away
}
why-reports = { $count ->
    [one] { $count } report
   *[other] { $count } reports
}
exhibit-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}
history-matches = { $count ->
    [0] nothing known near
    [one] { $count } known near
   *[other] { $count } known near
}
history-links = { $count ->
    [one] { $count } link
   *[other] { $count } links
}
lines-count = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
intake-added = { $count } new
intake-known = { $count } known
intake-refused = { $count } refused
import-added = { $count ->
    [one] { $count } new entry
   *[other] { $count } new entries
}
import-known = { $count } known
bank-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
match-found = { $count ->
    [0] Nothing known
    [one] { $count } known
   *[other] { $count } known
}
log-size = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
report-contact-hint = { $count ->
    [one] Only if you want to be asked. Kept encrypted, erased after { $count } day.
   *[other] Only if you want to be asked. Kept encrypted, erased after { $count } days.
}
