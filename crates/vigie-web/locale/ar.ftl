# العربية: ما تقوله الصفحات. المفاتيح نفسها في الملفات الثلاثة.

# Frame
skip = انتقل إلى المحتوى
nav-label = الأقسام
nav-queue = قائمة الانتظار
nav-review = النظرة الثانية
nav-intake = الاستلام
nav-referrals = الإحالات
nav-providers = مقدّمو الخدمة
nav-contacts = جهات اتصال بانتظار التأكيد
nav-mails = بريد بحاجة إلى حفظ
nav-match = هل هو معروف؟
nav-banks = البنوك
nav-log = السجل
nav-jobs = الأعمال المتعثرة
nav-users = الأشخاص
nav-settings = الإعدادات
nav-keys = المفاتيح وكلمة المرور
language = اللغة
sign-in = تسجيل الدخول
sign-in-login = اسم الدخول
sign-in-password = كلمة المرور
sign-in-report = لست من هذا المكتب وتريد الإبلاغ عن محتوى؟
sign-out = تسجيل الخروج
page-first = العودة إلى البداية
page-next = الصفحة التالية
save = حفظ
cancel = إلغاء
choose = اختر…
yes = نعم
who = من
when = متى (UTC)
until = حتى
reason = السبب
ground = سبب الرفض
name = الاسم
description = الوصف
file = الملف
line = السطر
address = العنوان
actions = الإجراءات
state = الحالة
event = الفعل
created = تاريخ الإنشاء
country = البلد
actor-job = المكتب نفسه
actor-reporter = مُبلِّغ
actor-link = حامل رابط الرد

# What was just done
done-added = تم الاستلام، وسيبدأ الالتقاط تلقائيًا.
done-known = هذا العنصر معروف من قبل، وقد أُضيف إليه بلاغك.
done-uploaded = تم الاستلام مع تسجيل «مقدَّم من».
done-claimed = العنصر محجوز لك لمدة ربع ساعة.
done-taken = يعمل شخص آخر على هذا العنصر.
done-released = أصبح العنصر متاحًا من جديد.
done-capture = طُلب التقاط جديد، وسيظهر هنا عند اكتماله.
done-traced = أُعيد تتبّع السلسلة.
done-held = العنصر معلّق، ولن يُرسل شيء.
done-cleared = انتهى التعليق.
done-reopened = أُعيد فتح الملف.
done-closed = أُغلق.
done-assessed = حُفظ استنتاجك، وسينظر شخص ثانٍ دون أن يراه.
done-reviewed = حُفظ استنتاجك، والاستنتاجان الآن جنبًا إلى جنب.
done-settled = تم التدوين.
done-erased = أُتلف المفتاح، ولم يعد الدليل مقروءًا في أي مكان.
done-drafted = كُتبت الإحالة، ولن يُرسل شيء قبل موافقة شخص ثانٍ.
done-approved = تمت الموافقة. تُرسل الإحالة بعد تدوين الموافقة في السجل وفتح المكتب.
done-withdrawn = سُحبت قبل الإرسال.
done-retracted = تم التراجع، وسيُبلَّغ مقدّم الخدمة.
done-readdressed = اختيرت جهة اتصال أخرى، وتلزم موافقة جديدة.
done-confirmed = تأكدت جهة الاتصال ويمكن مراسلتها.
done-released-volume = رُفع الحد اليومي حتى الوقت المحدد.
done-bank = أُنشئ البنك.
done-bank-set = ضُبط البنك.
done-bank-closed = أُغلق البنك.
done-bank-moved = تم؛ ويسري من البحث التالي.
done-banked = أُودع في البنك؛ ويُبحث عنه فيما التُقط.
done-opinion = حُفظ رأيك.
done-user = أُنشئ الحساب.
done-password = عُيّنت كلمة المرور وانتهت الجلسات الأخرى.
done-revoked = لم يعد المفتاح صالحًا.
done-requeued = سيُعاد تنفيذ العمل.
done-filed = أصبح البريد تحت إشعاره.
done-recorded = سُجّل التفويض.
done-ended = حُدّدت نهاية التفويض، وما جرى بموجبه يبقى.
done-protected = أُدرج النطاق في السجل.
done-unprotected = أُخرج النطاق من السجل.

# Queue
item = العنصر
item-upload = ملف مرفوع
queue-order = الأكثر إلحاحًا أولًا، ثم الأقدم. المطابقة ترتّب القائمة ولا تقرّر شيئًا.
queue-states = العناصر بحسب الحالة
queue-work = للمعالجة
queue-all = الكل
queue-filter = تصفية
queue-text = بداية المفتاح أو المعرّف
queue-host = المضيف
queue-matched = معروف؟
queue-matched-any = أيًّا كان
queue-matched-yes = قريب من بنك
queue-matched-no = غير قريب من أي بنك
queue-apply = عرض
queue-why = سبب الترتيب
queue-since = منذ (UTC)
queue-claimed = من يعمل عليه
queue-empty = لا شيء ينتظر هنا
queue-empty-hint = اختر حالة أخرى أعلاه أو أدخل عنوانًا جديدًا.
why-match = معروف في
why-reupload = عاد بعد الإزالة
why-threat = يُقال إن حياة في خطر

# Item
item-facts = الوقائع
item-channel = الاستلام
item-scope = العنوان يدل على
item-key = المفتاح المعياري
item-external-id = معرّف الجهة المُدخِلة
item-reupload-of = يكرّر
item-note = ملاحظة
item-held-until = معلّق حتى
item-claim = أتولّى العمل عليه
item-release = إتاحته
item-claimed-by = لدى
item-capture = إعادة الالتقاط
item-trace = إعادة التتبّع
item-not-item = إغلاق: ليس عنصرًا واحدًا
item-hold = تعليق
item-clear = إنهاء التعليق
item-reopen = إعادة فتح الملف
finding-hidden = يوجد استنتاج أول، وسيُعرض عليك بعد كتابة استنتاجك.
findings = الاستنتاجات
finding-first = الاستنتاج الأول
finding-second = الاستنتاج الثاني
findings-differ = مختلفان
matches = المطابقات
matches-none = لا شيء معروف قريب منه.
matches-hint = المطابقة ليست قرارًا أبدًا: انظر واستنتج بنفسك.
match-label = الوسم
match-signal = الإشارة
match-distance = المسافة (بت)
chain = من المسؤول
chain-none = لم يُتتبّع بعد.
chain-at = تاريخ التتبّع
chain-ask-proxy = يقف وسيط أمام المضيف، فالمضيف غير معروف. اسأل الوسيط.
chain-no-address = الاسم غير موجود أو ليس له عنوان.
chain-unknown = العناوين معروفة، أما صاحبها فغير معروف.
observations = المشاهدات عبر الزمن
observations-older = الأقدم
watch-watching = تحت المراقبة
watch-suspected = شوهد غائبًا مرة واحدة
watch-gone = أُزيل بين
watch-back = عاد للظهور
watch-next = النظرة التالية
history = السجل الزمني
history-empty = لم يحدث شيء بعد.

# Exhibit
exhibit = الدليل
exhibit-warning = قد يكون المحتوى صادمًا. يبقى كل شيء مموّهًا ورماديًا حتى تطلب رؤيته، وتُدوَّن كل مشاهدة. يحق لك دائمًا ألا تنظر. أثر التمويه في الحماية محل خلاف: خذ فترات راحة.
exhibit-none = لا دليل بعد: لم يُجرَ الالتقاط.
exhibit-not-yours = لا يتيح دورك رؤية الأدلة.
exhibit-erased = أُتلف مفتاح هذا الدليل، وتبقى بصماته.
exhibit-text = النص المقروء
exhibit-captured = وقت الالتقاط
exhibit-final = أدى إلى
exhibit-custody = الحيازة
exhibit-sha256 = SHA-256 للملف
exhibit-export = تصدير ملف WARC
exhibit-export-hint = تخرج نسخة من المكتب، ويُدوَّن ذلك.
custody-captured = التقطه
custody-supplied = مقدَّم من
picture-blurred = صورة مموّهة
picture-shown = صورة من الدليل
picture-reveal = إظهار
picture-hide = إعادة التمويه
text-reveal = قراءة النص
text-hide = إخفاء النص

# Finding
assess = تقييم
assess-hint = بترتيب القانون. لا إجابة مسبقة، وسينظر شخص ثانٍ في الالتقاط نفسه دون أن يرى هذا.
review = النظرة الثانية
review-hint = اكتب ما تستنتجه بنفسك. لا يُعرض الاستنتاج الأول إلا بعد حفظ استنتاجك.
review-list-hint = استنتاجات غيرك التي تنتظر استنتاجك، دون كشف مضمونها.
review-empty = لا شيء ينتظر نظرتك الثانية
review-empty-hint = تظهر عناصر جديدة هنا حالما يقيّم زميل شيئًا.
offence = الجريمة الأساسية
offence-label = الجريمة مع مادتها القانونية
offence-hint = بتفسير ضيّق. اتركه فارغًا إن لم توجد جريمة.
categories = الفئات
categories-hint = اختر ما ينطبق على هذا العنصر بعينه واكتب السبب لكل فئة: 20 حرفًا على الأقل، لا كلمات عنصر آخر.
category-reason = لماذا هذا العنصر بعينه
danger = الخطر
danger-hint = هل يسبّب خطر ارتكاب جريمة؟
exemptions = الأغراض التي تجعله مشروعًا
exemptions-hint = أجب عن الستة جميعًا. وجود غرض واحد يُنهي الملف، وما كان غير واضح يُحال إلى المسؤول القانوني.
exemption-note = ملاحظة
attribution = النسبة
attribution-hint = إن وُجدت فقط. الاسم على قائمة قرينة وليس أساسًا قانونيًا.
attribution-entity = الجماعة أو الشخص
attribution-listing = القائمة مع مرجع القيد
attribution-as-of = تاريخ الاطلاع على القائمة
conclusion = الخلاصة
context = السياق
context-hint = للزملاء، ولا يخرج من المكتب.
save-finding = حفظ الاستنتاج
settle = الفصل في الخلاف
legal-look = استنتاج المسؤول القانوني
legal-finding = استنتاج مكتوب بشأن الاستثناءات
legal-finding-hint = 20 حرفًا على الأقل.

# Intake
intake-hint = الشيء نفسه مرتين عنصر واحد. لا يُفتح شيء في متصفحك.
intake-url = عناوين
intake-urls = عنوان في كل سطر
intake-urls-hint = عناوين كاملة، وتُفهم الصيغ المعطّلة.
intake-list = قائمة
intake-list-hint = نص أو CSV، ويمكن أن يسمّي السطر الأول الأعمدة url وreference وnote. تُذكر الأسطر الخاطئة وتدخل البقية.
intake-file = ملف
intake-file-hint = صورة أو لقطة شاشة أو مستند أو فيديو أو WARC أو WACZ.
intake-text = نص منشور
intake-text-label = النص
intake-from = المصدر المذكور
intake-add = استلام
intake-answer = نتيجة القائمة
intake-outcome = النتيجة
intake-new = عنصر جديد
intake-old = عنصر معروف
intake-no = مرفوض
intake-cut = تُعرض الأسطر الأولى فقط، والمرفوضة أولًا.

# Referral
referral = الإحالة
reference = المرجع
instrument = الأداة
lines = العناصر
outcome = النتيجة
subject = الموضوع
delivery = التسليم
receipt = وقت الاستلام
urgent = عاجل
drafted-by = كتبها
approved-by = وافق عليها
recipient-time = التوقيت المحلي للمستلم
leaves-at = موعد الإرسال
claim-last = آخر إفادة
claims = ما ورد من ردود
claims-hint = إفادات لا وقائع: يمكن لأي حامل للرابط تقديمها. لا تُغلق شيئًا ولا توقف مهلة.
claims-none = لم يرد شيء بعد.
disclosures = من أُبلغ بماذا
disclosures-hint = يصل التراجع إلى كل من في هذه القائمة.
disclosures-none = لم يُبلَّغ أحد بعد.
mails = البريد المحفوظ هنا
mails-hint = بريد لا يذكر إشعارًا يعرفه هذا المكتب. اقرأه وحدّد مكانه.
mails-empty = كل بريد محفوظ تحت إشعاره
mail-received = ورد في
mail-class = نوعه
mail-subject = الموضوع
mail-no-subject = (بلا موضوع)
mail-attachments = المرفقات
mail-words-hint = نص فقط: لا يُفتح منه شيء ولا يُحمَّل ولا يُصدَّق.
mail-from = المرسل كما يقول
mail-ticket = رقم ملفهم
mail-defects = ما كان غريبًا
mail-words = ما يقوله
mail-no-words = لا نص فيه يمكن قراءته.
mail-quoted = ما يقتبسه
mail-file = احفظه
mail-file-hint = يصبح الرد إفادة على الإحالة، ويوقف الارتدادُ ساعتها. ولا يمكن نقله بعد ذلك.
mail-reference = مرجع الإحالة
mail-bounce = تعذّر التسليم
mail-delay = تأخّر
mail-arrival = سُلّم
mail-auto-reply = رد آلي
mail-reply = رد
mail-other = غير ذلك
retraction = التراجع
retraction-sent = أُبلغ مقدّم الخدمة
retraction-pending = جارٍ إبلاغ مقدّم الخدمة.
referrals-hint = طلبات طوعية للمراجعة، وراء كل منها شخصان.
referrals-empty = لا إحالات هنا
referrals-empty-hint = العنصر الذي وجده شخصان قابلًا للإجراء يُحال من صفحته.
referral-draft = كتابة إحالة
referral-draft-hint = اختر لمن وكيف. تُفحص كل الضوابط مجددًا عند الموافقة ثم قبيل الإرسال.
referral-no-chain = لا مسؤول معروفًا: تتبّع العنصر أولًا.
referral-no-contact = لا يمكن مراسلة أحد بعد. يؤكد ضابط الاتصال جهة أولًا.
referral-weak-trace = معرفة أضعف من أن تُبنى عليها مراسلة.
referral-more = تفاصيل إضافية
referral-items = عناصر أخرى في الإشعار نفسه
referral-items-hint = عناوين صفحاتها، واحد في كل سطر.
referral-language = لغة الرسالة
referral-language-theirs = لغة المستلم
referral-urgent = عاجل: لا ينتظر ساعات العمل
referral-write = كتابة
referral-preview = قراءة الرسالة
referral-preview-log = يُضاف موضع الموافقة في السجل متى عُرف.
referral-read-approve = القراءة والموافقة
referral-approve = الموافقة
referral-approve-hint = قرأت الرسالة ونظرت في كل عنصر. سيُدوَّن اسمك في السجل.
referral-own = أنت من كتبها، ويوافق عليها شخص آخر.
referral-refused-now = سيُرفض هذا الآن
referral-uncertain-hint = لا يُعرف هل وصلت الرسالة. تحقّق قبل أي إرسال جديد.
referral-waiting-hint = لم تنفع التذكيرات. يقرر ضابط الاتصال ما يلي.
referral-bounced-hint = عادت الرسالة. اختر جهة أخرى أو أغلق الإحالة.
referral-settle = هل وصلت؟
referral-arrived = وصلت
referral-not-arrived = لم تصل: أعد الإرسال
referral-readdress = اختيار جهة أخرى
referral-withdraw = سحب
referral-close = إغلاق
referral-retract = التراجع عن الإحالة
referral-retract-hint = يُبلَّغ مقدّم الخدمة فورًا بهذه الكلمات ويُطلب منه إعادة المحتوى.

# Providers and contacts
provider = مقدّم الخدمة
provider-domains = النطاقات
provider-asns = الشبكات
provider-met = أول تعامل
providers-hint = من تعامل معهم المكتب، مع سلوكهم المقيس.
providers-empty = لا مقدّم خدمة بعد
providers-empty-hint = يظهر مقدّمو الخدمة هنا عند تتبّع عنصر.
figures = السلوك المقيس
figures-since = محسوب منذ
figures-definitions = ما يحسبه كل رقم
survival = مدة بقاء العناصر
survival-after = بعد
survival-at-risk = تحت المشاهدة
survival-removed = أُزيلت
survival-share = ما زالت قائمة
timeline = التسلسل الزمني
contact = جهة الاتصال
contacts = جهات الاتصال
contacts-none = لا عنوان معروفًا للإشعارات.
contacts-hint = عثرت عليها آلة، ولا تُستعمل حتى يضمنها شخص.
contacts-empty = لا جهة اتصال تنتظر
contacts-empty-hint = تظهر جهات جديدة عند تتبّع العناصر.
contact-source = المصدر
contact-confirm = تأكيد
contact-confirmed = مؤكدة
contact-unusable = غير صالحة للاستعمال
contact-add = إضافة جهة اتصال
contact-address = البريد الإلكتروني
contact-language = لغتهم
contact-zone = منطقتهم الزمنية، مثل Europe/Paris
contact-always = يوجد من يجيب على مدار الساعة
contact-hours-hint = وإلا ففي هذه الأيام والساعات:
contact-from = من
contact-until = إلى
day-1 = الاثنين
day-2 = الثلاثاء
day-3 = الأربعاء
day-4 = الخميس
day-5 = الجمعة
day-6 = السبت
day-7 = الأحد
volume = رفع الحد اليومي
volume-hint = يتوقف العدد غير المعتاد تلقائيًا، وقد نظرت في سببه.

# Banks and lookup
bank = البنك
banks-hint = إشارات معروفة يتحمل المكتب مسؤوليتها، وكل قيد يذكر من يضمنه.
banks-empty = لا بنك بعد
banks-empty-hint = أنشئ واحدًا أدناه ثم استورد قائمة بصمات.
bank-create = إنشاء بنك
bank-disabled = معطّل
bank-import = استيراد
bank-import-hint = بصمات ست عشرية في كل سطر، أو CSV بالأعمدة hash,bank,source,label.
bank-export = تصدير
bank-source = المصدر
bank-import-tx = قائمة من python-threatexchange
bank-waiting = بانتظار شخص
bank-waiting-hint = المدخل المقترح يجيب بعد أن ينظر فيه شخص آخر؛ والمعترض عليه والمُسكت لا يجيبان حتى ذلك.
bank-waiting-none = لا شيء ينتظر.
bank-is-closed = هذا البنك مغلق ولا يجيب بعد الآن.
bank-setup = إعداداته
bank-owner = المسؤول عنه
bank-role = معنى المطابقة
bank-role-hint = البنك السلبي يكتم مطابقات غيره، ومدخلاته تتطلب شخصين دائمًا.
bank-role-known = ترتّب القائمة
bank-role-negative = تكتم
bank-sharing = إلى أي حد يمكن نقله
sharing-red = لا أحد خارج المكتب
sharing-amber = مشتركون مُسمَّون
sharing-green = أي مشترك
sharing-clear = أي شخص
bank-activation = من يجعل المدخل يجيب
activation-one-person = من يضيفه
activation-two-people = شخصان
bank-ratio = حصة عمليات البحث بالمئة
bank-flood = مطابقات يومية دون إنذار
bank-subscribers = المشتركون
bank-subscribers-hint = معرّفات المفاتيح التي يحق لها جلب بنك كهرماني، واحدًا بعد آخر.
bank-answers = يجيب
bank-close = إغلاق البنك
bank-close-hint = لا يجيب بعدها، ويرى المشتركون كل مدخل مسحوبًا. وتبقى صفوفه.
bank-readers = من جلب منه
bank-reader = المفتاح
bank-fetched = مدخلات أُعطيت
bank-fetched-at = آخر جلب
bank-shared = في بنوك أخرى أيضًا
bank-shared-hint = { $count ->
    [one] قورن أحدث مدخل: ما يجيب هناك أيضًا، قيمةً بقيمة.
    [two] قورن أحدث مدخلين: ما يجيب هناك أيضًا، قيمةً بقيمة.
    [few] قورنت أحدث { $count } مدخلات: ما يجيب هناك أيضًا، قيمةً بقيمة.
   *[other] قورن أحدث { $count } مدخلًا: ما يجيب هناك أيضًا، قيمةً بقيمة.
}
bank-shared-none = لا شيء منها.
bank-shared-entries = المداخل المشتركة
entry-elsewhere = معروف في مكان آخر
entry-bits = { $count ->
    [zero] بلا فرق
    [one] بفرق بت واحد
    [two] بفرق بتّين
    [few] بفرق { $count } بتات
   *[other] بفرق { $count } بتًا
}
bank-this = إيداع صورة في بنك
bank-this-hint = تودَع كل بصماتها، ويُبحث عنها فورًا في كل ما التُقط.
bank-picture = الصورة
entry-proposed = مقترح
entry-active = نشط
entry-contested = معترض عليه
entry-quarantined = مُسكت
entry-withdrawn = مسحوب
entry-proposed-by = اقترحه
entry-own = أنت من اقترحه؛ ويفعّله شخص آخر.
entry-activate = تفعيل
entry-activate-all = تفعيل كل المعروض مما اقترحه غيرك
entry-uphold = تثبيت
entry-release = السماح له بالإجابة
entry-limit = أقصى مطابقات يومية
entry-withdraw = سحب
entry-contest = اعتراض
entry-add = إضافة مدخل
entry-added = أُضيف
match-explain = شرح
match-explained = شرح مطابقة
match-suppressed = كتمها
match-entry-state = تغيّر حال المدخل:
match-pictures = الصورتان، مموّهتين
match-no-picture = لا صورة محفوظة: جاء المدخل من قائمة.
match-of-item = من العنصر
match-of-entry = من البنك
match-how = كيف قورنتا
match-transform = تغيير الصورة
match-found-at = وُجدت
match-bits = الـ256 بت: ■ مختلف
match-entry = المدخل
transform-as-is = بلا
transform-rotate90 = مُدارة 90°
transform-rotate180 = مُدارة 180°
transform-rotate270 = مُدارة 270°
transform-flip-x = قُلب أعلاها وأسفلها
transform-flip-y = قُلب يمينها ويسارها
transform-flip-plus = معكوسة على قطر
transform-flip-minus = معكوسة على القطر الآخر
transform-invert = بُدّل الداكن والفاتح
transform-trim = بلا إطارها
transform-crop = وسطها
transform-tilt = مائلة ببضع درجات
match-part-of-item = جزء صورة العنصر
match-part-of-entry = جزء الصورة المعروفة
part-whole = كلها
part-trimmed = بلا حواف من لون واحد
part-uncaptioned = بلا شريطين فوق وتحت
part-unframed = بلا إطارها
part-middle = وسطها، بلا هذا القدر من المئة من كل جانب:
part-left = بلا هذا القدر من المئة من اليسار:
part-right = بلا هذا القدر من المئة من اليمين:
part-top = بلا هذا القدر من المئة من الأعلى:
part-bottom = بلا هذا القدر من المئة من الأسفل:
part-tilted = مائلة بهذا القدر من الدرجات:
opinions = الآراء فيه
opinions-none = لم يُبدِ أحد رأيًا.
opinion-note = بكلماتك
opinion-agree = هو ما يقوله
opinion-disagree = ليس كذلك
stance-agree = موافق
stance-disagree = غير موافق
import-answer = نتيجة الاستيراد
match-hint = يسأل البنوك ولا يحفظ شيئًا.
match-value = بصمة أو مفتاح معياري
match-value-hint = PDQ أو SHA-256 (64 خانة) أو MD5 (32) أو platform:type:id، أو اختر ملفًا.
match-distance-max = أقصى مسافة PDQ
match-look = بحث
match-asked = ما سُئل عنه

# Log
log-hint = كل فعل قيد. يستطيع الغرباء عدّها والتحقق من عدم تغيير أي منها.
log-checkpoint = الرأس الموقَّع
log-empty = لا قيد في السجل بعد.
log-verify = كيف يتحقق منه شخص خارجي
log-verify-hint = بهذا المفتاح وأي برنامج يدعم C2SP tlog-tiles، أو بهذا الأمر:
log-key = مفتاح التحقق
log-index = الموضع في السجل
log-pending = قيد الانتظار
log-erased = مُحي الجزء الخاص
log-leaf = ما يقرؤه الغرباء
log-newest = أحدث القيود
log-from = القيود بالترتيب
log-go = اذهب

# People and keys
roles = الأدوار
users-hint = من في المكتب وبأي صفة. لا أحد يراجع استنتاجه مهما كانت أدواره.
user-add = إضافة شخص
user-open = مفتوح
user-closed = مغلق
user-no-password = بلا كلمة مرور بعد
user-close = إغلاق الحساب
password-new = كلمة مرور جديدة
password-set = تعيين كلمة المرور
password-own = كلمة مرورك
password-own-hint = تنتهي جلساتك، ثم سجّل الدخول بالجديدة.
permission = الصلاحية
permission-table = ما يحق لكل دور
keys-hint = للبرامج نيابة عنك، ولا يستطيع المفتاح أكثر مما تستطيع.
key-add = إنشاء مفتاح
key-label = الغرض
key-scope = يحق له
key-expires = صالح حتى
key-over = منتهٍ
key-revoke = إلغاء
key-secret = مفتاحك الجديد
key-secret-hint = يُعرض هذه المرة فقط ولا يُحفظ في أي مكان. انسخه الآن.

# Settings and jobs
settings-hint = السارية الآن، وتُغيَّر في ملف الإعدادات.
settings-effective = الإعدادات الفعلية
designations = التفويضات
designations-hint = باسم أي سلطة ومادة ووثيقة يجوز لهذا المكتب استعمال أداة، ومنذ متى. وبدون تفويض يمكنه أن يُحيل لا أن يأمر.
designations-none = لا يوجد: يمكن لهذا المكتب أن يُحيل لا أن يأمر.
designation-authority = السلطة
designation-article = المادة
designation-document = الوثيقة
designation-from = منذ
designation-valid = سارٍ
designation-end = إنهاء
designation-end-day = آخر يوم (فارغ: الآن)
designation-record = تسجيل تفويض
designation-record-hint = بعبارات الوثيقة. لا يُعدَّل التفويض: يُنهى ويُسجَّل غيره.
designation-until = حتى (إن نصّت الوثيقة)
protected-sources = المصادر المحمية
protected-sources-hint = مشروعة من حيث المبدأ: لا يخرج منها عنصر إلا باستنتاج مكتوب من المسؤول القانوني.
protected-sources-none = السجل فارغ
protected-domain = النطاق
protected-kind = النوع
protected-remove = إخراج
protected-add = إدراج نطاق في السجل
protected-add-hint = مع كل ما يتفرع عنه. اكتب النطاق وحده، مثل library.example.
source-archive = أرشيف
source-encyclopedia = موسوعة
source-government = جهة حكومية
source-library = مكتبة
source-press = صحافة
source-science = علم
jobs-hint = الأعمال التي فشلت نهائيًا تنتظر هنا مشغّلًا.
jobs-empty = لم يفشل شيء نهائيًا
job-kind = العمل
job-attempts = المحاولات
job-error = السبب
job-requeue = أعد المحاولة

# Public report form
report-title = الإبلاغ عن محتوى
report-hint = لا يلزمك حساب. ننظر في كل عنوان، ولا نستطيع الرد على كل بلاغ.
report-emergency = إن كان أحد في خطر الآن فاتصل أولًا برقم الطوارئ في بلدك.
report-url = عنوان المحتوى
report-url-hint = العنوان الكامل لمنشور أو ملف أو فيديو أو صفحة. لا ترسل المحتوى نفسه.
report-note = ما الذي ينبغي أن نعرفه؟ (اختياري)
report-threat = حياة في خطر
report-contact = بريدك الإلكتروني (اختياري)
report-send = إرسال البلاغ
report-done = شكرًا لك. وصل بلاغك.
report-done-hint = سينظر فيه أشخاص من المكتب.
report-another = الإبلاغ عن شيء آخر

# Answer link
answer-title = الرد على الإحالة
answer-hint = طلب طوعي للمراجعة وفق شروطكم. فتح هذه الصفحة لا يغيّر شيئًا.
answer-yours = ردكم
answer-acknowledge = استلمناه وننظر فيه
answer-removed = أزلناه
answer-removed-at = متى (UTC، اختياري)
answer-refuse = لن نزيله
answer-not-ours = ليس لدينا
answer-whose = لمن هو، إن كنتم تعلمون
answer-note = أي شيء آخر (اختياري)
answer-send = إرسال الرد
answer-done = شكرًا. دُوّن ردكم.
answer-done-hint = حُفظ بوصفه إفادة، ونتحقق بأنفسنا. يمكنكم الرد من جديد.
answer-retracted = تم التراجع عن هذه الإحالة
answer-retracted-hint = لا شيء مطلوب. إن أزلتم شيئًا بسببها فالرجاء إعادته.
answer-so-far = الردود حتى الآن
answer-works-until = يعمل هذا الرابط حتى

# States of an item
state-new = جديد
state-triaged = مفروز
state-capturing = قيد الالتقاط
state-capture-failed = فشل الالتقاط
state-captured = للتقييم
state-assessed = للنظرة الثانية
state-disputed = محل خلاف
state-closed-not-item = مغلق: ليس عنصرًا
state-closed-lawful = مغلق: مشروع
state-closed-exempt = مغلق: مستثنى
state-closed-tos-only = مغلق: شروط مقدّم الخدمة
state-closed-undetermined = مغلق: غير محسوم
state-actionable = قابل للإجراء
state-held = معلّق
state-acting = ضمن إحالة
state-monitoring = تحت المراقبة
state-closed-removed = أُزيل
state-closed-partial = أُزيل جزئيًا
state-escalated = مُصعَّد

# Conclusions, categories, purposes
conclusion-terrorist-content = محتوى إرهابي
conclusion-illegal-other = غير مشروع لسبب آخر
conclusion-tos-only = مخالف لشروط مقدّم الخدمة فقط
conclusion-lawful = مشروع
conclusion-exempt = مستثنى بحكم غرضه
conclusion-undetermined = لا يمكن الجزم
category-a = أ) يحرّض على جريمة مباشرة أو بتمجيدها ويسبّب بذلك خطرًا
category-b = ب) يدعو إلى ارتكاب جريمة أو المساهمة فيها
category-c = ج) يدعو إلى المشاركة في أنشطة جماعة
category-d = د) يعلّم صنع أسلحة أو مواد أو أساليب
category-e = هـ) يهدد بارتكاب جريمة
category-short-a = أ) تحريض
category-short-b = ب) دعوة إلى الجريمة
category-short-c = ج) دعوة إلى المشاركة
category-short-d = د) تعليم
category-short-e = هـ) تهديد
exemption-educational = التعليم
exemption-journalistic = الصحافة
exemption-artistic = الفن
exemption-research = البحث
exemption-counter-terrorism = منع الإرهاب أو مكافحته
exemption-public-debate = رأي جدلي في النقاش العام
finding-none = لا يوجد
finding-present = موجود
finding-unclear = غير واضح

# Instruments, roles in the chain, grades
instrument-tco-referral = إحالة
instrument-dsa16-notice = إشعار (قانون الخدمات الرقمية، م 16)
instrument-tco-removal-order = أمر إزالة (م 3)
instrument-dsa9-order = أمر بالتصرف (م 9)
instrument-origin-disclosure-request = طلب كشف المصدر
instrument-preservation-request = طلب حفظ البيانات
instrument-fr-6-1-withdrawal = طلب سحب (فرنسا، 6-1)
instrument-fr-6-1-block-or-delist = حجب أو شطب (فرنسا، 6-1)
chain-role-hosting-provider = مضيف
chain-role-cdn-proxy = وسيط أو شبكة توزيع
chain-role-network = شبكة
chain-role-dns-operator = خوادم الأسماء
chain-role-registrar = مسجّل النطاق
chain-role-registry = سجل النطاقات
chain-role-isp = مزوّد الوصول
chain-role-search = محرك بحث
grade-low = قرينة
grade-medium = مرجّح
grade-high = مؤكد
grade-confirmed = مُثبت

# How an item came, what its address names
channel-desk = في المكتب
channel-list = بقائمة
channel-api = ببرنامج
channel-public-form = بالنموذج العام
channel-upload = برفع ملف
channel-mail = بالبريد
scope-item = عنصرًا واحدًا
scope-profile = حسابًا
scope-channel = قناة
scope-collection = مجموعة
scope-search = بحثًا
scope-tag = وسمًا
scope-site-root = صفحة رئيسية
scope-redirector = محوّل روابط
scope-unknown = لا يمكن الجزم

# What a locator showed
seen-up = قائم
seen-up-changed = شيء آخر مكانه
seen-restricted-geo = مقيّد جغرافيًا
seen-restricted-login = خلف تسجيل دخول
seen-challenge = صفحة تحقق
seen-busy = الخادم مشغول
seen-soft-gone = يشبه صفحة خطأ
seen-gone = غائب
seen-gone-account = الحساب غائب
seen-dns-gone = الاسم غائب
seen-unreachable = لا اتصال
seen-blocked-by-our-path = مرشح على طريقنا
seen-unknown = لا يمكن الجزم

# لماذا قرئت النظرة هكذا
seen-by-status = بحسب رمز الحالة
seen-by-same-object = الشيء نفسه
seen-by-own-description = الصفحة تصف الشيء
seen-by-other-object = شيء آخر
seen-by-challenge = اختبار للزائر
seen-by-consent-wall = جدار موافقة
seen-by-login-form = يطلب كلمة مرور
seen-by-login-redirect = أحيل إلى تسجيل الدخول
seen-by-login-words = يُطلب دخول أو سن أو عضوية
seen-by-legal-block = محجوب بالقانون أو بالمكان
seen-by-busy-words = يقول إنه مشغول
seen-by-filter-page = صفحة مرشح
seen-by-machine-gone = برنامج يقول إنه زال
seen-by-account-gone = الحساب زال
seen-by-tombstone = شاهد إزالة
seen-by-host-word = وصف المضيف نفسه يقول ذلك
seen-by-error-title = عنوان صفحة خطأ
seen-by-error-words = كلمات صفحة خطأ
seen-by-sent-home = أحيل إلى الصفحة الأولى أو إلى قائمة
seen-by-parking = الاسم معروض أو محجوز
seen-by-suspended = الموقع موقوف
seen-by-empty-page = صفحة فارغة
seen-by-cut-short = جواب مقطوع
seen-by-same-as-sibling = الصفحة نفسها على عنوان مختلق
seen-by-cache-copy = مخبأ ما زال يجيب والمصدر يقول زال
seen-by-file-still-served = الصفحة زالت وملف منها ما زال يقدم
seen-by-no-name = الاسم غير موجود
seen-by-no-answer = لا جواب

# Referrals: states, outcomes, claims, letters
referral-state-draft = بانتظار الموافقة
referral-state-approved = موافق عليها
referral-state-sending = قيد الإرسال
referral-state-uncertain = غير مؤكدة
referral-state-sent = مُرسلة
referral-state-waiting = تنتظر ضابط الاتصال
referral-state-bounced = مرتدّة
referral-state-closed = مغلقة
referral-state-withdrawn = مسحوبة
referral-state-retracted = متراجَع عنها
outcome-open = مفتوح
outcome-gone = أُزيل
outcome-gone-seen-from-one = أُزيل، شوهد من مكان واحد
outcome-already-gone = غائب قبل الاستلام
outcome-restricted-geo = ما زال ظاهرًا في أماكن أخرى
outcome-refused = مرفوض
outcome-no-answer = بلا رد
outcome-sent-back = أُعيد إلى المحلل
outcome-retracted = متراجَع عنه
claim-acknowledged = يقول: استلمنا
claim-removed = يقول: أزلنا
claim-refused = يقول: رفضنا
claim-not-ours = يقول: ليس لدينا
claim-message = كتب رسالة
disclosed-referral = إحالة
disclosed-reminder = تذكير
disclosed-retraction = تراجع

# Evidence
capture-complete = كامل
capture-partial = جزئي
capture-geo-blocked = محجوب هنا
capture-login-wall = خلف تسجيل دخول
capture-gone = غائب أصلًا
record-primary = الشيء نفسه
record-redirect = خطوة في الطريق
record-requisite = معروض في الصفحة
record-derived = مشتق منه
record-metadata = وصف المضيف
signal-pdq = صورة (PDQ)
signal-sha256 = SHA-256
signal-md5 = MD5
signal-url = عنوان
signal-vpdq = فيديو (vPDQ)
signal-chromaprint = صوت (chromaprint)
signal-pages = صفحات وثيقة
signal-copies = أجزاء صورة، لنسخها

# Roles and permissions
role-intake = الاستقبال
role-analyst = محلل
role-reviewer = مراجع
role-legal-officer = مسؤول قانوني
role-issuer = مُصدر الأوامر
role-liaison = ضابط اتصال
role-oversight = الرقابة
role-auditor = مدقق
role-admin = مدير النظام
permission-add-item = استلام العناصر
permission-read-item = رؤية العناصر
permission-read-exhibit = رؤية الأدلة
permission-export-exhibit = تصدير الأدلة
permission-erase-exhibit = محو الأدلة
permission-read-assessment = قراءة أي استنتاج
permission-assess-item = التقييم
permission-review-item = المراجعة دون اطلاع
permission-settle-item = الفصل
permission-reopen-item = إعادة الفتح
permission-draft-referral = كتابة الإحالات
permission-approve-referral = الموافقة على الإحالات
permission-close-referral = إغلاق الإحالات
permission-retract-referral = التراجع عن الإحالات
permission-read-provider = رؤية مقدّمي الخدمة
permission-confirm-contact = تأكيد جهات الاتصال
permission-ingest-mail = حفظ البريد
permission-match-signal = سؤال البنوك
permission-manage-bank = إدارة البنوك
permission-curate-bank = العناية بمدخلات البنوك
permission-subscribe-bank = جلب تغييرات البنوك
permission-manage-protected-source = إدارة سجل المصادر المحمية
permission-manage-user = إدارة الأشخاص
permission-read-user = رؤية الأشخاص
permission-manage-desk = إعداد المكتب
permission-import-data = استيراد الجداول المرجعية
permission-manage-job = إعادة الأعمال
permission-compile-dossier = إعداد الملفات والإذن بها
permission-read-log = قراءة السجل

# Figures of a provider
figure-referrals = الإحالات
figure-bounced = الرسائل المرتدّة
figure-lines = العناصر
figure-removed = أُزيلت
figure-seen-from-one = أُزيلت، من مكان واحد
figure-restricted-geo = ظاهرة في أماكن أخرى
figure-refused = مرفوضة
figure-no-answer = بلا رد
figure-open = مفتوحة
figure-retracted = متراجَع عنها
figure-already-gone = غائبة قبل الاستلام
figure-came-back = عادت للظهور
figure-time-to-removal-ms = مدة الإزالة
figure-median-ms = أُزيل نصفها خلال
figure-p90-ms = أُزيل تسعة أعشارها خلال
figure-gone-within-1h = زالت خلال ساعة
figure-gone-within-24h = زالت خلال 24 ساعة
figure-gone-within-7d = زالت خلال 7 أيام
figure-gone-within-30d = زالت خلال 30 يومًا
figure-answer-rate = تلقّت جوابًا
figure-time-to-answer-ms = نصف الأجوبة خلال
figure-refusal-rate = نسبة الرفض
figure-came-back-rate = نسبة العودة
figure-stay-down-30d = بقيت زائلة 30 يومًا
figure-retracted-rate = نسبة ما سحبناه
define-referrals = إحالات خرجت، أو ربما خرجت، إلى هذا المقدّم.
define-bounced = إحالات عادت دون تسليم ولم يُعد توجيهها.
define-lines = عناصر تلك الإحالات، عدا ما لم يخرج أو كان غائبًا.
define-removed = عناصر شوهدت غائبة مرتين بفارق عشر دقائق على الأقل من مكانين على الأقل.
define-seen-from-one = عناصر شوهدت غائبة مرتين من مكان واحد؛ لا تُحسب ضمن «أُزيلت».
define-restricted-geo = عناصر ما زالت ظاهرة في أماكن أخرى.
define-refused = عناصر رفضها المقدّم كما دوّن ضابط الاتصال.
define-no-answer = عناصر أُغلقت بلا رد.
define-open = عناصر بلا نتيجة.
define-retracted = عناصر تراجعنا عنها؛ خارج أي مدة.
define-already-gone = عناصر غابت قبل الاستلام؛ خارج سائر الأرقام.
define-came-back = عناصر شوهدت ثانية بعد غيابها.
define-median-ms = المدة من الاستلام حتى غياب النصف (كابلان–ماير، ويُحسب القائم حتى آخر مشاهدة).
define-p90-ms = وكذلك لتسعة أعشار؛ فارغة ما لم يبلغ التقدير هذه النسبة.
define-gone-within-1h = نسبة المواد التي زالت خلال ساعة من التسلّم (كابلان وماير، مجال 95٪)، ولا تُعطى لأقل من خمس مواد.
define-gone-within-24h = الشيء نفسه خلال 24 ساعة.
define-gone-within-7d = الشيء نفسه خلال 7 أيام.
define-gone-within-30d = الشيء نفسه خلال 30 يومًا.
define-answer-rate = الإحالات التي لها جواب واحد على الأقل من الإحالات الواصلة (مجال ويلسون)، ولا تُعطى لأقل من خمس.
define-time-to-answer-ms = المدة من التسلّم حتى صار لنصف الإحالات جواب، وما لا جواب له يُحسب حتى اليوم.
define-refusal-rate = المواد المرفوضة من المواد التي لم تُسحب.
define-came-back-rate = المواد التي شوهدت من جديد من التي شوهد زوالها.
define-stay-down-30d = المواد التي لم تُشاهد خلال ثلاثين يومًا من التي زالت منذ هذه المدة أو شوهدت.
define-retracted-rate = المواد التي سحبناها من مجموع المواد.

# What can happen in the house
event-desk-created = أُنشئ المكتب
event-desk-configured = تغيّر إعداد
event-designation-recorded = دُوّن تفويض
event-designation-ended = انتهى تفويض
event-user-added = أُنشئ حساب
event-user-changed = تغيّر حساب
event-user-disabled = أُغلق حساب
event-session-opened = تسجيل دخول
event-api-key-added = أُنشئ مفتاح
event-api-key-revoked = أُلغي مفتاح
event-item-added = استُلم
event-item-reported-again = أُبلغ عنه ثانية
event-batch-added = استُلمت قائمة
event-item-came-back = عاد للظهور
event-item-reopened = أُعيد فتح الملف
event-item-closed-not-item = أُغلق: ليس عنصرًا واحدًا
event-item-held = عُلّق
event-item-cleared = انتهى التعليق
event-capture-started = بدأ الالتقاط
event-exhibit-sealed = خُتم الدليل
event-capture-failed = فشل الالتقاط
event-exhibit-revealed = شوهد الدليل
event-exhibit-exported = صُدّر الدليل
event-exhibit-erased = مُحي الدليل
event-item-matched = قورن بالبنوك
event-item-traced = تُتبّع
event-item-rekeyed = أُعيد مفتاحه وفق القواعد الجديدة
event-item-assessed = استنتاج أول
event-item-reviewed = استنتاج ثانٍ
event-item-settled = استنتاج المسؤول القانوني
event-provider-added = أول تعامل مع مقدّم خدمة
event-provider-changed = تغيّرت بيانات مقدّم الخدمة
event-contact-found = عُثر على جهة اتصال
event-contact-confirmed = تأكدت جهة الاتصال
event-contact-quarantined = استُبعدت جهة الاتصال
event-protected-source-changed = تغيّر سجل المصادر المحمية
event-referral-drafted = كُتبت الإحالة
event-referral-approved = تمت الموافقة على الإحالة
event-line-sent-back = أُعيد إلى المحلل
event-referral-withdrawn = سُحبت الإحالة
event-sending-begun = بدأ الإرسال
event-referral-sent = أُرسلت الإحالة
event-sending-failed = لم تُرسل
event-sending-left-uncertain = ربما أُرسلت
event-uncertainty-settled = زال الشك
event-referral-bounced = عادت الرسالة
event-referral-reminded = أُرسل تذكير
event-referral-set-waiting = تنتظر ضابط الاتصال
event-claim-received = وردت إفادة
event-mail-filed = حُفظ بريد
event-line-closed = أُغلق العنصر في الإحالة
event-referral-closed = أُغلقت الإحالة
event-recheck-observed = نُظر إليه ثانية
event-referral-retracted = تراجعنا عن الإحالة
event-dossier-compiled = أُعدّ ملف
event-dossier-released = أُذن بإخراج الملف
event-report-published = نُشر التقرير السنوي
event-retraction-sent = أُرسل التراجع
event-bank-created = أُنشئ بنك
event-bank-imported = استُوردت إشارات
event-bank-exported = صُدّر بنك
event-bank-entry-withdrawn = سُحب قيد من بنك
event-bank-configured = تغيّرت إعدادات بنك
event-bank-closed = أُغلق بنك
event-bank-fetched = جُلبت تغييرات بنك
event-bank-searched = بُحث عن مدخلات جديدة فيما التُقط
event-bank-entry-added = أُضيفت مدخلات إلى بنك
event-bank-entry-activated = فُعّلت مدخلات بنك
event-bank-entry-contested = اعتُرض على مدخل في بنك
event-bank-entry-upheld = ثُبّت مدخل معترض عليه
event-bank-entry-quarantined = أُسكت مدخل لكثرة مطابقاته
event-bank-entry-released = أُطلق مدخل مُسكت
event-bank-entry-proposed = اقتُرح مدخل مسحوب من جديد
event-bank-entry-changed = غيّر برنامج مدخلًا في بنك
event-opinion-stated = أُبدي رأي في مدخل
event-data-imported = استُوردت جداول مرجعية
event-job-requeued = أُعيد عمل إلى الطابور
event-job-died = فشل عمل نهائيًا
event-desk-restored = استُعيد المكتب
event-reporter-kept = حُفظ عنوان المبلِّغ مختومًا
event-reporter-erased = مُحيت عناوين مبلِّغين

# Problems, by their stable code; the exact sentence stands below each on the page
problem-back = العودة إلى المكتب
problem-refused = رُفض هذا
problem-not-found = لا شيء هنا
problem-unauthenticated = يرجى تسجيل الدخول
problem-sign-in-failed = اسم الدخول أو كلمة المرور غير صحيح
problem-forbidden = لا يسمح دورك بهذا
problem-foreign-origin = لم يأتِ هذا من صفحة في هذا المكتب؛ افتح الصفحة وأعد المحاولة
problem-malformed-request = تعذّرت قراءة الطلب؛ ارجع وأرسله ثانية
problem-method-not-allowed = يتطلب هذا العنوان نوعًا آخر من الطلبات
problem-too-large = كبير جدًا؛ أرسل أقل في المرة الواحدة
problem-media-type = هذا النوع غير مقبول هنا
problem-too-many-requests = محاولات كثيرة؛ انتظر قليلًا
problem-busy = مشغول؛ أعد المحاولة بعد لحظة
problem-timeout = تأخر الرد؛ أعد المحاولة
problem-internal = حدث خطأ لدينا؛ يراه المشغّل في سجلاته
problem-locator-refused = لا يمكن استلام هذا العنوان
problem-same-pair-of-eyes = يجب أن يكون الشخص الثاني شخصًا آخر
problem-other-exhibit = الاستنتاج عن التقاط آخر؛ انظر إلى الحالي وقرّر من جديد
problem-item-state = لا يمكن ذلك في حالة العنصر الراهنة
problem-assessment-incomplete = الاستنتاج غير مكتمل بعد
problem-danger-missing = أجب هل يوجد خطر
problem-conclusion-missing = اختر خلاصة
problem-attribution-incomplete = النسبة غير مكتملة
problem-contact-unusable = لا تجوز مراسلة هذه الجهة
problem-instrument-not-allowed = لا يجوز استعمال هذه الأداة هنا
problem-referral-state = لا يمكن ذلك في حالة الإحالة الراهنة
problem-no-line = يلزم عنصر واحد على الأقل
problem-not-this-address = لم يُلتقط هذا العنوان بعينه ولم يُقيَّم
problem-stale-capture = الالتقاط قديم؛ أعد الالتقاط وأكّد الاستنتاج
problem-object-changed = الموجود الآن ليس ما قُيّم
problem-not-reviewed = يجب أن ينظر شخص ثانٍ أولًا
problem-not-actionable = لا يخرج شيء بناء على هذه الخلاصة
problem-scope-not-item = لا يدل هذا العنوان على عنصر واحد
problem-account-for-order = لا يكون الحساب موضوع أمر أبدًا
problem-account-without-basis = يحتاج الحساب إلى أساس خاص به
problem-protected-source = مصدر محمي: يكتب المسؤول القانوني استنتاجًا أولًا
problem-exemption-unclear = غرض غير واضح: يقرر المسؤول القانوني أولًا
problem-same-reasons = الأسباب منقولة عن عنصر آخر؛ اكتب ما يخص هذا
problem-too-many-lines = عناصر كثيرة في إشعار واحد؛ قسّمها
problem-outlier-volume = عدد غير معتاد في يوم: ينظر المسؤول القانوني أولًا
problem-weak-trace = المسؤول غير معروف بما يكفي
problem-approval-not-logged = لم تدخل الموافقة السجل بعد؛ تتبع خلال ثوانٍ
problem-already-referred = سبقت إحالته إلى هذا المقدّم
problem-host-changed = تغيّر المضيف
problem-addressee-missing = اختر المستلم
problem-answer-missing = اختر جوابًا
problem-reason-missing = السبب مطلوب
problem-finding-missing = اكتب الاستنتاج
problem-ground-missing = اكتب سبب الرفض
problem-hold-in-the-past = يجب أن يكون الوقت في المستقبل
problem-date-malformed = تعذّرت قراءة التاريخ
problem-zone-unknown = المنطقة الزمنية غير معروفة
problem-hours-malformed = الساعات غير صحيحة
problem-address-malformed = ليس هذا بريدًا إلكترونيًا
problem-contact-malformed = البريد غير صحيح؛ صحّحه أو اتركه فارغًا
problem-contact-known = هذا العنوان معروف من قبل
problem-signal-malformed = ليست بصمة ولا مفتاحًا
problem-distance-too-large = المسافة كبيرة جدًا
problem-upload-empty = اختر ملفًا غير فارغ
problem-upload-too-large = الملف كبير جدًا
problem-upload-refused = لا يمكن قبول الملف
problem-undecodable = تعذّرت قراءة الصورة
problem-list-too-long = القائمة طويلة جدًا؛ قسّمها
problem-item-id-malformed = تعذّرت قراءة عنصر إضافي
problem-bank-name = لا يصلح هذا الاسم لبنك
problem-bank-exists = يوجد بنك بهذا الاسم
problem-address-unreadable = تعذّرت قراءة هذا العنوان
problem-bank-closed = البنك مغلق
problem-bank-not-empty = البنك ذو المدخلات يبقى على دوره
problem-bank-red = هذا البنك لا يغادر المكتب
problem-entry-state = حال المدخل لا يسمح بذلك
problem-not-subscribed = هذا المفتاح ليس بين المشتركين
problem-ratio-malformed = الحصة عدد من 0 إلى 100 بالمئة
problem-too-many-subscribers = عدد المشتركين كبير
problem-login-malformed = اسم الدخول غير صالح
problem-login-exists = اسم الدخول مستعمل
problem-role-missing = امنح دورًا واحدًا على الأقل
problem-password-short = كلمة المرور قصيرة
problem-own-login = لا أحد يغلق حسابه بنفسه
problem-scope-empty = امنح المفتاح صلاحية واحدة على الأقل
problem-is-an-item = يدل العنوان على عنصر واحد؛ قيّمه
problem-untraceable = لا يمكن تتبّع هذا العنوان
problem-no-sender = لا عنوان مُرسل للمكتب بعد؛ يحدده مدير النظام
problem-no-contact = لا جهة اتصال تجوز مراسلتها
problem-letter-refused = تعذّرت كتابة الرسالة
problem-instrument-not-a-letter = لا يُرسل الإجراء الملزم برسالة كهذه
problem-recapture-failed = تعذّر التقاط العنوان ثانية
problem-release-time = الوقت غير صحيح
problem-answer-link-expired = انتهت صلاحية الرابط؛ أجب بالبريد
problem-too-many-claims = ردود كثيرة؛ اكتب بريدًا
problem-address-unregistered = هذا العنوان لا يطابق جواب الوسيط
problem-data-unusable = لا يمكن استعمال هذه الجداول
problem-dates-malformed = التواريخ غير صحيحة
problem-designation-over = انتهى هذا التفويض من قبل
problem-domain-malformed = ليس هذا نطاقًا
problem-kind-unknown = هذا النوع غير معروف
problem-instrument-unknown = هذه الأداة غير معروفة
problem-line-unseen = لم يُنظر في أحد العناصر للتو
problem-log-unverifiable = لا يمكن التحقق من السجل
problem-mail-too-large = البريد كبير جدًا
problem-mail-filed = هذا البريد محفوظ من قبل
problem-reference-unknown = لا إحالة بهذا المرجع
problem-no-grounds = لم يقدّم أحد الأسباب التي يقوم عليها هذا
problem-no-proxy = لا وسيط أمام هذا المضيف
problem-not-sent = لم تُرسل الرسالة
problem-roles-differ = العناصر لدى هذا المقدّم بأدوار مختلفة
problem-text-malformed = لا يمكن قبول النص كما هو

# Counted
queue-waiting = { $count ->
    [zero] لا عنصر ينتظر ({ $count })
    [one] عنصر واحد ينتظر ({ $count })
    [two] عنصران ينتظران ({ $count })
    [few] { $count } عناصر تنتظر
    [many] { $count } عنصرًا ينتظر
   *[other] { $count } عنصر ينتظر
}
span-minutes = { $count } د
span-hours = { $count } س
span-days = { $count ->
    [zero] { $count } يوم
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}
why-distance = { $count ->
    [zero] مطابق تمامًا
    [one] على بعد بت واحد
    [two] على بعد بتين
    [few] على بعد { $count } بتات
    [many] على بعد { $count } بتًا
   *[other] على بعد { $count } بت
}
why-reports = { $count ->
    [zero] بلا بلاغات
    [one] بلاغ واحد
    [two] بلاغان
    [few] { $count } بلاغات
    [many] { $count } بلاغًا
   *[other] { $count } بلاغ
}
exhibit-records = { $count ->
    [zero] بلا سجلات
    [one] سجل واحد
    [two] سجلان
    [few] { $count } سجلات
    [many] { $count } سجلًا
   *[other] { $count } سجل
}
bytes = { $count ->
    [zero] { $count } بايت
    [one] بايت واحد
    [two] بايتان
    [few] { $count } بايتات
    [many] { $count } بايتًا
   *[other] { $count } بايت
}
history-matches = { $count ->
    [zero] لا شيء معروف قريب
    [one] مطابقة واحدة
    [two] مطابقتان
    [few] { $count } مطابقات
    [many] { $count } مطابقة
   *[other] { $count } مطابقة
}
history-links = { $count ->
    [zero] بلا حلقات
    [one] حلقة واحدة
    [two] حلقتان
    [few] { $count } حلقات
    [many] { $count } حلقة
   *[other] { $count } حلقة
}
lines-count = { $count ->
    [zero] بلا عناصر
    [one] عنصر واحد
    [two] عنصران
    [few] { $count } عناصر
    [many] { $count } عنصرًا
   *[other] { $count } عنصر
}
intake-added = { $count } جديد
intake-known = { $count } معروف
intake-refused = { $count } مرفوض
import-added = { $count ->
    [zero] لا قيود جديدة
    [one] قيد جديد واحد
    [two] قيدان جديدان
    [few] { $count } قيود جديدة
    [many] { $count } قيدًا جديدًا
   *[other] { $count } قيد جديد
}
import-known = { $count } معروف
bank-entries = { $count ->
    [zero] بلا قيود
    [one] قيد واحد
    [two] قيدان
    [few] { $count } قيود
    [many] { $count } قيدًا
   *[other] { $count } قيد
}
match-found = { $count ->
    [zero] لا شيء معروف
    [one] مطابقة واحدة
    [two] مطابقتان
    [few] { $count } مطابقات
    [many] { $count } مطابقة
   *[other] { $count } مطابقة
}
log-size = { $count ->
    [zero] بلا قيود
    [one] قيد واحد
    [two] قيدان
    [few] { $count } قيود
    [many] { $count } قيدًا
   *[other] { $count } قيد
}
report-contact-hint = { $count ->
    [zero] فقط إن أردت أن نسألك. يُحفظ مشفّرًا ثم يُمحى.
    [one] فقط إن أردت أن نسألك. يُحفظ مشفّرًا ويُمحى بعد يوم واحد.
    [two] فقط إن أردت أن نسألك. يُحفظ مشفّرًا ويُمحى بعد يومين.
    [few] فقط إن أردت أن نسألك. يُحفظ مشفّرًا ويُمحى بعد { $count } أيام.
    [many] فقط إن أردت أن نسألك. يُحفظ مشفّرًا ويُمحى بعد { $count } يومًا.
   *[other] فقط إن أردت أن نسألك. يُحفظ مشفّرًا ويُمحى بعد { $count } يوم.
}
problem-domain-unknown = لا يُعرف نطاق خاص بمقدّم الخدمة هذا
problem-list-unusable = القائمة لا تحوي أي جهة اتصال
problem-provider-unconfirmed = لم تُؤكَّد أي جهة اتصال لمقدّم الخدمة هذا
problem-security-txt-absent = ليس للنطاق ملف security.txt فيه جهة اتصال
problem-security-txt-expired = انتهت صلاحية ملف security.txt للنطاق

# Reading of texts
nav-search = البحث في النصوص
nav-texts = القراءة
permission-teach-text = كتابة قوائم الكلمات وتعليم النموذج
search-hint = تُعثر على الكلمات كيفما كُتبت؛ وتوضع العبارة بين علامتي اقتباس. كل نص يُعرض هو اطلاع على دليل، ويُسجَّل.
search-words = كلمات
search-none = لا نص يحوي هذه الكلمات
search-none-hint = اكتب كلمات أقل، أو تحقق من أن العنصر التُقط وقُرئ.
reading = القراءة
reading-language = اللغة
reading-label = التصنيف
reading-explain = لماذا
reading-explained = لماذا وُضع النص هنا
reading-hint = الآلة ترتّب والإنسان يقرر. الكلمات الدافئة تؤيد التصنيف والباردة تنفيه.
reading-for = يؤيد
reading-against = ينفي
reading-terms = الكلمات المعثور عليها
reading-suppressed = صامتة داخل
reading-nothing = لا شيء
reading-rank = الرتبة
reading-shadow = النموذج الموازي
reading-evasions = علامات التحايل
reading-sum = من الانحياز إلى المجموع
reading-model = النموذج
reading-nearest = أقرب نص معروف
reading-copies = كل النسخ
why-text = النص
why-sample = سُحب عشوائيا
texts-hint = ما يرتّب النصوص في القائمة ومدى جودته. لا شيء هنا يقرر بشأن عنصر.
texts-recall = كم مما يهم يأتي أولا
texts-recall-hint = يُقرأ عنصر من كل عشرين مهما كانت رتبته. ومن غير المشروع منها، هذه الحصة تقع في العُشر الذي يضعه النموذج أولا.
texts-recall-none = لا تقدير بعد: لم يُعثر على غير مشروع بين العناصر المسحوبة.
texts-decided = سُحبت وحُسمت
texts-positives = غير مشروعة
texts-found = منها في العُشر الأول
texts-models = النماذج
texts-labels = القرارات
texts-sentinel = المجموعة الشاهدة
texts-trained = تعلّم
texts-shipped = يأتي مع البرنامج
texts-promote = دعه يرتّب
texts-agreement = يتفق النموذجان على ما يأتي أولا وما لا يأتي:
texts-rereading = تُعاد قراءة النصوص في الخلفية.
texts-train = التعلّم من القرارات
texts-train-hint = يصنع نموذجا يقيّم بالتوازي ولا يرتّب شيئا حتى يسمح له إنسان.
texts-roll-back = العودة إلى النموذج السابق
terms = قوائم الكلمات
terms-name = القائمة
terms-category = يؤيد
terms-language = اللغة
terms-owner = المسؤول
terms-count = الكلمات
terms-expires = تصمت في
terms-write = كتابة قائمة
terms-write-hint = الحقائق أولا، ثم سطر من ثلاث شرطات، ثم كلمة في كل سطر. * تنهي بداية كلمة، و! تبدأ عبارة بريئة، و/…/ تعبير نمطي. الاسم المعروف ينشئ نسخته التالية.
terms-withdraw = سحبها من الاستعمال
terms-withdrawn = خارج الاستعمال
terms-expired = صامتة: حان يومها
terms-versions = النسخ
label-call-to-violence = دعوة إلى العنف
label-threat = تهديد
label-glorification = تمجيد
label-recruitment = تجنيد
label-instruction = تعليم الأساليب
label-dehumanisation = نزع الإنسانية
label-quoted = مقتبس
label-reported = خبر
label-condemned = مُدان
label-negated = منفي
label-fiction = خيال
label-offensive = ألفاظ بذيئة
textlanguage-ar = العربية
textlanguage-fr = الفرنسية
textlanguage-en = الإنجليزية
textlanguage-ar-Latn = عربية بحروف لاتينية
textlanguage-ro = الرومانية
textlanguage-pl = البولندية
textlanguage-sv = السويدية
textlanguage-id = الإندونيسية
textlanguage-fa = الفارسية
textlanguage-ur = الأردية
textlanguage-ku = الكردية
textlanguage-ckb = الكردية السورانية
textlanguage-ps = البشتوية
textlanguage-de = الألمانية
textlanguage-es = الإسبانية
textlanguage-it = الإيطالية
textlanguage-nl = الهولندية
textlanguage-pt = البرتغالية
textlanguage-tr = التركية
textlanguage-unknown = لغة غير معروفة
textsource-page = صفحة
textsource-document = وثيقة
textsource-subtitle = ترجمة مصاحبة
standing-current = يرتّب القائمة
standing-shadow = يقيّم بالتوازي
standing-past = خارج الاستعمال
event-text-read = قرأت الآلة النص
event-text-reread = أُعيدت قراءة النصوص
event-text-model-trained = تعلّم نموذج من القرارات
event-text-model-promoted = اعتُمد نموذج
event-text-model-rolled-back = سُحب نموذج
event-term-list-saved = كُتبت قائمة كلمات
event-term-list-withdrawn = سُحبت قائمة كلمات
done-trained = تعلّم نموذج وهو يقيّم بالتوازي.
done-promoted = النموذج يرتّب القائمة وتُعاد قراءة النصوص.
done-rolled-back = عاد النموذج السابق إلى الترتيب.
done-terms-saved = كُتبت القائمة وتُعاد قراءة النصوص بها.
done-terms-withdrawn = القائمة خارج الاستعمال.
problem-term-list-malformed = لا يمكن استعمال القائمة
problem-term-list-withdrawn = القائمة خارج الاستعمال أصلا
problem-search-malformed = لا يمكن البحث عن هذا
problem-too-little-to-learn = ما يُتعلَّم منه قليل
problem-model-known = لم يُتعلَّم شيء جديد
problem-model-not-beside = لا يُعتمد إلا النموذج الموازي
problem-sentinel-degraded = النموذج أسوأ على المجموعة الشاهدة
problem-no-model-before = لا نموذج سابقا
queue-copies = { $count ->
    [zero] { $count } نسخة
    [one] { $count } نسخة
    [two] { $count } نسختان
    [few] { $count } نسخ
    [many] { $count } نسخة
   *[other] { $count } نسخة
}
copies-title = نسخ هذا العنصر
copies-hint = تقول الكلام نفسه حرفا بحرف وتعرض الصور نفسها وتنتظر الخطوة نفسها. تحتفظ كل نسخة باستنتاجها، وتُفحص كل قاعدة من جديد لكل منها. النسخ القريبة ليست بينها.
copies-too = { $count ->
    [zero] احفظ الاستنتاج نفسه لـ { $count } نسخة أيضا
    [one] احفظ الاستنتاج نفسه لنسخة واحدة أيضا ({ $count })
    [two] احفظ الاستنتاج نفسه لنسختين أيضا ({ $count })
    [few] احفظ الاستنتاج نفسه لـ { $count } نسخ أيضا
    [many] احفظ الاستنتاج نفسه لـ { $count } نسخة أيضا
   *[other] احفظ الاستنتاج نفسه لـ { $count } نسخة أيضا
}
copies-done = { $count ->
    [zero] لم يُحفظ لأي نسخة ({ $count }).
    [one] حُفظ لنسخة واحدة ({ $count }).
    [two] حُفظ لنسختين ({ $count }).
    [few] حُفظ لـ { $count } نسخ.
    [many] حُفظ لـ { $count } نسخة.
   *[other] حُفظ لـ { $count } نسخة.
}
copies-outcome = النتيجة
copies-kept = حُفظ
copies-note = الكلام والصور نفسها كالعنصر
reading-unread = { $count ->
    [zero] { $count } نص غير مقروء
    [one] { $count } نص غير مقروء
    [two] { $count } نصان غير مقروءين
    [few] { $count } نصوص غير مقروءة
    [many] { $count } نصا غير مقروء
   *[other] { $count } نص غير مقروء
}
history-texts = { $count ->
    [zero] { $count } نص
    [one] { $count } نص
    [two] { $count } نصان
    [few] { $count } نصوص
    [many] { $count } نصا
   *[other] { $count } نص
}

# Orders
event-legal-set-imported = استيراد أسس قانونية
event-form-attested = تصديق نموذج مطبوع
event-order-drafted = كتابة أمر
event-order-checked = فحص الأمر قانونيًا
event-order-informed = إعلام المزوّد بالإجراءات
event-order-signed = توقيع الأمر
event-order-letter-sent = إرسال رسالة تخص أمرًا
event-order-sent = إرسال الأمر
event-order-received = استلام الأمر
event-order-receipt-corrected = تصحيح وقت الاستلام
event-order-expired = انقضاء مهلة الأمر
event-order-answered = ورود نموذج
event-order-answer-judged = البت في نموذج
event-order-executed = تنفيذ الأمر
event-order-stopped = تعليق مهلة الأمر
event-order-clarified = تقديم توضيح
event-order-restarted = بدء مهلة الأمر من جديد
event-order-copied = نسخة إلى سلطة بلد المزوّد
event-order-scrutinised = تدقيق في أمر
event-order-appealed = طعن في أمر
event-order-finality-reported = الإبلاغ بنهائية الأمر
event-non-disclosure-changed = عدم إعلام صاحب المحتوى
event-order-voided = فقدان الأمر أثره
event-order-reinstatement-changed = إعادة المحتوى
event-order-withdrawn = العدول عن الأمر
event-provider-exposed = بلوغ المزوّد عتبة التعرّض
permission-draft-order = كتابة الأوامر
permission-check-order = فحص الأوامر قانونيًا وتصديق النماذج
permission-sign-order = توقيع الأوامر وإلغاؤها
permission-follow-order = متابعة الأوامر
nav-complaints = الشكاوى
complaint = شكوى
overdue = متأخر
actor-complainant = مقدم الشكوى
complaint-title = الاعتراض على إزالة
complaint-hint = هل أُزيل شيء لك أو طُلب منك إزالة شيء وترى أن ذلك خطأ؟ لا يلزمك حساب. ينظر فيه من جديد شخص لم تكن له يد في الملف.
complaint-done = وصلت شكواك.
complaint-done-hint = احتفظ بهذا العنوان: فهو السبيل الوحيد لمتابعة الشكوى وقراءة الجواب. لا نستطيع إرساله مرة أخرى.
complaint-answered-until = يُجاب عنها قبل
complaint-from = من يشتكي
complaint-about = موضوعها
complaint-about-hint = عنوان ما أُزيل، أو رقم الإشعار المرجعي، أو الرابط الوارد فيه.
complaint-text = ما الخطأ؟
complaint-text-hint = اكتبه بكلماتك من 20 إلى 5000 حرف، واترك ما يسمي أشخاصًا آخرين.
complaint-send = إرسال
complaint-figures = الأرقام المنشورة
complaints-received = الواردة
complaints-waiting = المنتظرة
complaints-late = أُجيب عنها متأخرًا أو تأخرت
complaints-median = الزمن الأوسط للجواب
retractions-in-time = تراجعنا عنها في ساعتها
retractions-overdue = لم يُتراجع عنها في وقتها
complaint-yours = شكواك
complaint-written = دُوّن ذلك.
complaint-received = وردت
complaint-answer = الجواب
complaint-taken-back = أُبلغ كل من كان قد أُبلغ بأن ذلك كان خطأ، وطُلب منه إعادة ما أُزيل. ونحن ننظر هل عاد.
complaint-court-hint = إن لم توافق فلك أن ترفع الأمر إلى المحكمة المختصة أو أن تكتب إلى:
complaint-notes = ما كُتب
complaint-add = إضافة شيء
complaint-withdraw = سحب الشكوى
complaint-withdraw-sure = لم أعد أريد جوابًا
complaints-hint = تُسند كل شكوى إلى من لم تكن له يد في الملف، ويُجاب عنها بأسباب في وقتها.
complaints-empty = لا شكوى تنتظر
complaints-empty-hint = ترد الشكاوى من الصفحة العامة بلا حساب.
complaint-left = الوقت المتبقي
retractions = ما تراجعنا عنه
retractions-hint = ساعة واحدة من اكتشاف الخطأ حتى إبلاغ الجميع. وما لم يخرج يُعاد إرساله حتى يصل.
retraction-found = اكتُشف الخطأ
retraction-clock = المدة
complaint-contact-until = يُمحى
complaint-subjects = ما تسميه
complaint-subjects-none = لا يعرف المكتب شيئًا بهذا الاسم. إن وجدت المقصود فاربطه، وإلا فقل ذلك في الجواب.
complaint-entry = قيد في بنك
complaint-link = ربط المقصود
complaint-link-hint = عنوان أو رقم مرجعي أو معرّف عنصر أو قيد في بنك.
complaint-link-button = ربط
reinstated = شوهد من جديد
reinstatement-awaited = لم يعد بعد
reinstatement-never = لم يُشاهد قط بعدها
watch-awaiting = تُنتظر عودته منذ
complaint-answer-hint = انظر في الأدلة أولًا. يقرأ ما تكتبه مقدمُ الشكوى، ويقرؤه المضيف إن تراجعنا عن شيء.
complaint-lines = ما يمكن التراجع عنه
complaint-lines-hint = علّم الأسطر إن صحت الشكوى في جزء منها. وإن صحت كلها تراجعنا عن الجميع.
complaint-reasons = الأسباب
complaint-answer-button = إجابة
complaint-handlers = من يجوز له الجواب
complaint-handlers-hint = يُقرأ من السجل من كانت له يد في الملف، ولا يمكن اختياره.
complaint-handlers-none = لا أحد في هذا المكتب يجوز له الجواب عن الشكاوى. اطلب من مدير مراجعًا أو مسؤولًا قانونيًا.
complaint-after = بعد الجواب
complaint-after-hint = أغلقها حين يثبت الجواب. وإن صارت أمام محكمة فتابعها ودوّن ما تقوله.
complaint-close = إغلاق
complaint-court = أمام محكمة
done-linked = رُبط.
done-assigned = أُسندت.
done-decided = أُجيب عنها. يظهر الجواب في صفحة الرمز حالما يدخل السجل.
permission-read-complaint = قراءة الشكاوى
permission-assign-complaint = إسناد الشكاوى
permission-decide-complaint = الإجابة عن الشكاوى
complainant-author = صاحب المحتوى
complainant-provider = المضيف
complainant-third-party = شخص آخر
complainant-oversight = الرقابة
complaint-state-received = وردت
complaint-state-acknowledged = أُقرّ باستلامها
complaint-state-assigned = قيد النظر
complaint-state-decided = أُجيب عنها ولم يُنشر الجواب بعد
complaint-state-informed = أُجيب عنها
complaint-state-court = أمام محكمة
complaint-state-closed = أُغلقت
complaint-state-withdrawn = سُحبت
complaint-outcome-upheld = محقة
complaint-outcome-partly-upheld = محقة في جزء منها
complaint-outcome-rejected = غير محقة
event-item-reinstated = شوهد من جديد بعد التراجع
event-complaint-received = وردت شكوى
event-complaint-acknowledged = أُقرّ باستلام الشكوى
event-complaint-noted = أضاف مقدم الشكوى شيئًا
event-complaint-linked = رُبطت الشكوى بموضوعها
event-complaint-assigned = أُسندت الشكوى
event-complaint-reminded = ذُكّر المكتب بالشكوى
event-complaint-left-overdue = لم يُجب عن الشكوى في وقتها
event-complaint-decided = بُتّ في الشكوى
event-complaint-informed = نُشر الجواب لمقدم الشكوى
event-complaint-contested = الشكوى أمام محكمة
event-complaint-closed = أُغلقت الشكوى
event-complaint-withdrawn = سُحبت الشكوى
event-complainant-erased = مُحيت عناوين مقدمي الشكاوى
problem-complaint-text = النص أقصر أو أطول مما ينبغي
problem-complainant-missing = لم يُذكر من يشتكي
problem-complaint-state = لا تسمح الشكوى بهذا الآن
problem-form-expired = الاستمارة قديمة
problem-form-used = أُرسلت هذه الاستمارة من قبل
problem-handler-unfit = لا يستطيع هذا الشخص الجواب عن الشكاوى
problem-not-the-assignee = الشكوى عند شخص آخر
problem-subject-missing = لم يُذكر موضوعها
problem-too-many-notes = أُضيف الكثير من قبل
problem-too-many-subjects = أمور كثيرة لشكوى واحدة
problem-touched-the-case = كانت لهذا الشخص يد في الملف
complaint-days = { $count ->
    [zero] يُجاب عنها بأسباب في الحال ({ $count }). وحتى ذلك الحين يمكنك متابعتها والإضافة إليها.
    [one] يُجاب عنها بأسباب في يوم واحد ({ $count }). وحتى ذلك الحين يمكنك متابعتها والإضافة إليها.
    [two] يُجاب عنها بأسباب في يومين ({ $count }). وحتى ذلك الحين يمكنك متابعتها والإضافة إليها.
    [few] يُجاب عنها بأسباب في { $count } أيام. وحتى ذلك الحين يمكنك متابعتها والإضافة إليها.
    [many] يُجاب عنها بأسباب في { $count } يومًا. وحتى ذلك الحين يمكنك متابعتها والإضافة إليها.
   *[other] يُجاب عنها بأسباب في { $count } يوم. وحتى ذلك الحين يمكنك متابعتها والإضافة إليها.
}
complaint-contact-hint = { $count ->
    [zero] فقط إن أردت أن نتمكن من سؤالك. يُحفظ مختومًا ويُمحى في الحال ({ $count }).
    [one] فقط إن أردت أن نتمكن من سؤالك. يُحفظ مختومًا ويُمحى بعد يوم ({ $count }).
    [two] فقط إن أردت أن نتمكن من سؤالك. يُحفظ مختومًا ويُمحى بعد يومين ({ $count }).
    [few] فقط إن أردت أن نتمكن من سؤالك. يُحفظ مختومًا ويُمحى بعد { $count } أيام.
    [many] فقط إن أردت أن نتمكن من سؤالك. يُحفظ مختومًا ويُمحى بعد { $count } يومًا.
   *[other] فقط إن أردت أن نتمكن من سؤالك. يُحفظ مختومًا ويُمحى بعد { $count } يوم.
}
problem-nothing-linked = لم يُربط شيء يمكن التراجع عنه
event-index-rebuilt = أُعيد بناء فهرس البنوك
problem-already-ordered = العنصر مدرج على أمر قائم؛ تابع ذلك الأمر
problem-certificate-unusable = شهادة الوحدة لا توقّع الآن؛ يستبدلها المدير
problem-first-information = ينتظر الأمر الأول إعلام المزوّد؛ أو علّل الاستعجال
problem-form-changed = تغيّر النموذج المطبوع؛ أعد قراءته
problem-form-judged = سبق البت في هذا النموذج
problem-form-refused = في النموذج خطأ؛ صحّح ما ذُكر
problem-form-unattested = يصدّق موظف قانوني النموذج أولًا
problem-grounds-missing = اكتب الأسباب كاملة؛ كلمة لا تكفي
problem-home-authority-unknown = سلطة دولة المزوّد غير معروفة
problem-item-on-hold = طلبت سلطة أخرى الانتظار
problem-legal-basis-withdrawn = لم يعد الأساس القانوني ساريًا؛ قرّر من جديد
problem-legal-deadline-unknown = لا يحدد الأساس القانوني هذه المهلة
problem-legal-set-malformed = تعذّرت قراءة مجموعة الأسس
problem-legal-set-same = هذه المجموعة سارية بالفعل
problem-legal-version-changed = النسخة لا تتغيّر؛ أضف نسخة جديدة
problem-no-certificate = لا شهادة للتوقيع
problem-no-legal-basis = لا أساس قانونيًا ساريًا لهذا الإجراء
problem-not-printed = تعذّر إعداد الوثيقة
problem-not-the-contact-point = تُوجَّه الأوامر إلى نقطة الاتصال المنشورة فقط
problem-order-changed = تغيّر الأمر أثناء ذلك؛ راجعه
problem-order-incomplete = ينقص الأمر عنصر لازم
problem-order-receipt = لا يُعدَّل الاستلام؛ صحّحه مع ذكر السبب
problem-order-state = لا يسمح وضع الأمر بذلك
problem-out-of-time = الوقت مبكر أو متأخر على هذا
problem-referral-unfit = هذه الإحالة لا تخص الأمر
problem-time-impossible = هذا الوقت غير ممكن؛ تحقق منه ومن منطقته
nav-orders = الأوامر
nav-legal = الأسس القانونية
orders-hint = أوامر الإزالة الملزمة: ما ينتظر شخصًا يأتي أولًا.
orders-empty = لا أوامر
orders-empty-hint = يُكتب الأمر من صفحة عنصر وجده شخصان غير مشروع.
order-tasks = للإنجاز
order-task = المهمة
order-due = الاستحقاق
order-draft = كتابة أمر
order-draft-hint = إلى مزوّد الاستضافة عبر نقطة الاتصال التي نشرها. يفحصه موظف قانوني ويوقّعه من لم يشارك فيه.
order-why = لماذا أخفقت الإحالة أو لا تصلح
order-why-hint = لا يكون الأمر أول الكلام بلا سبب.
order-referral = الإحالة التي أخفقت إن وُجدت
order-additional = معلومات إضافية
order-non-disclosure = لماذا لا يُعلَم صاحب المحتوى بعد
order-non-disclosure-hint = اتركه فارغًا إن جاز إعلامه.
order-member-state = الدولة العضو، حرفان
order-file-number = رقم الملف
order-write = كتابة الأمر
order = أمر إزالة
order-clocks = المهل
order-clocks-none = لا مهلة جارية.
order-clock = المهلة
order-since = منذ
order-law = القانون
order-emergency = أسباب الاستعجال
order-emergency-hint = فقط إن تعذّر انتظار المدة بعد الإعلام الأول.
order-answers = النماذج الواردة
order-answers-hint = النموذج ادعاء حتى تقبله؛ عندئذ تُعتمد أوقاته.
order-answers-none = لم يرد شيء بعد.
order-explanation = ما يحول دون التنفيذ
order-asked = الخطأ أو النقص
order-accept = قبول
order-reject = رفض
order-standing = الوضع
order-sent = أُرسل
order-copy = النسخة
order-scrutiny = التدقيق
order-appeal = الطعن
order-silence = صاحب المحتوى
order-reinstatement = إعادة المحتوى
order-paper = الوثائق
order-check = إقرار المشروعية
order-check-hint = لم تكتبه، وقرأت النموذج والأسباب والأساس.
order-inform = إعلام المزوّد بالإجراءات
order-inform-hint = سيكون هذا أول أمر لهذا المزوّد.
order-sign = توقيع
order-sign-hint = لم تكتبه ولم تعاين ما يقوم عليه. يُرسل فورًا مع نسخته.
order-post = صفتك
order-evidence = ما يثبته
order-answer-done = يقرأ شخص نموذجك.
order-answer-hint = أجب بالملحق الثاني أو الثالث. يقرأ النموذج شخص وتُعتمد الأوقات المذكورة. ترسل البرامج النموذج نفسه بصيغة JSON إلى هذا العنوان متبوعًا بـ /form.
order-issued = صدر
order-annex = نموذجك
order-measure-at = وقت التنفيذ (UTC)
order-yours = عنكم
order-received-at = وقت استلام الأمر (UTC)
order-own-reference = مرجعكم
order-person = المفوّض بالتمثيل
legal-own = استورد هذه المجموعة مدير.
legal-shipped = هذه المجموعة المرفقة بالبرنامج؛ يستبدلها مدير عبر vigie legal import.
legal-basis = الأساس
legal-cite = النص
legal-forms = النماذج المطبوعة
legal-forms-hint = النموذج الذي لم يقارنه موظف قانوني بالنص الرسمي يذكر ذلك ولا يُوقَّع.
legal-form = النموذج
legal-attested = مصدَّق
legal-unattested = غير مصدَّق
legal-compared = قورن مع
legal-attest = تصديق
done-order-drafted = كُتب الأمر. يفحصه موظف قانوني.
done-order-checked = أُقرّت مشروعيته. يوقّعه مُصدر.
done-order-informed = يُرسل الإعلام؛ ينتظر الأمر الأول المدة القانونية.
done-order-signed = وُقّع. يُرسل حين يدخل التوقيع السجل.
done-order-step = دُوّن.
done-attested = صُدّق النموذج المطبوع.
problem-form-unreadable = تعذّرت قراءة النموذج
order-state-draft = مسودة
order-state-legal-ok = مفحوص قانونيًا
order-state-first-notice-sent = أُعلم المزوّد؛ انتظار
order-state-signed = موقّع
order-state-sent = مرسل
order-state-received = مستلم؛ المهلة جارية
order-state-overdue = متأخر
order-state-impossible = متعذّر حاليًا
order-state-clarification = طُلب توضيح
order-state-executed = منفّذ
order-state-void = بلا أثر
order-state-withdrawn = معدول عنه
order-task-demand-reinstatement = اطلب إعادة المحتوى
order-task-judge-answer = بتّ في نموذج
order-task-clarify = أجب المزوّد
order-task-find-receipt = أثبت الاستلام
order-task-press = انقضت المهلة: تابع
order-task-tell-author = أعلِم بجواز إخبار صاحب المحتوى
order-task-tell-final = أبلغ السلطة بنهائية الأمر
order-task-watch-reinstatement = تحقق من الإعادة
order-task-check = افحص قانونيًا
order-task-sign = وقّع
clock-first-information = الإعلام الأول
clock-execute = التنفيذ
clock-scrutiny-request = طلب التدقيق
clock-scrutiny = التدقيق
clock-appeal = الطعن
clock-non-disclosure = عدم الإعلام
clock-non-disclosure-extension = عدم الإعلام، ممدد
clock-preservation = الحفظ
clock-exposure = فترة التعرّض
clock-complaint-answer = الرد على شكوى
clock-state-running = جارية
clock-state-paused = معلّقة
clock-state-met = محترمة
clock-state-missed = فائتة
clock-state-ended = منتهية
copy-not-needed = غير لازمة
copy-enqueued = قيد الإرسال
copy-sent = مرسلة
copy-acknowledged = مؤكدة
scrutiny-none = لا
scrutiny-open = جارٍ
scrutiny-no-infringement = لا مخالفة
scrutiny-infringement = مخالفة
appeal-not-open = غير مفتوح
appeal-open = ممكن
appeal-lapsed = سقط
appeal-pending = قيد النظر
appeal-confirmed = تأييد الأمر
appeal-annulled = إلغاء الأمر
silence-none = يجوز إعلامه
silence-active = لم يُعلَم بعد
silence-extended = لم يُعلَم، ممدد
silence-ended = يجوز إعلامه الآن
silence-told = أُعلم المزوّد
reinstatement-not-due = غير لازم
reinstatement-due = مستحقة
reinstatement-demanded = طُلبت
reinstatement-reinstated = تمت
annex-order = الملحق الأول: الأمر
annex-executed = الملحق الثاني: نُفّذ
annex-impossible = الملحق الثالث: متعذّر أو غير واضح
annex-standing-claimed = لم يُبت فيه
annex-standing-accepted = مقبول
annex-standing-rejected = مرفوض
impossible-force-majeure = قوة قاهرة أو استحالة فعلية
impossible-manifest-errors = أخطاء ظاهرة
impossible-insufficient-information = معلومات غير كافية
measure-removed = أُزيل
measure-access-disabled = عُطّل الوصول في كل الدول الأعضاء
scrutiny-by-own = السلطة نفسها
scrutiny-by-provider = المزوّد
scrutiny-by-author = صاحب المحتوى
certainty-read = مقارن بالنص الرسمي
certainty-memory = لم يُقارن بعد
order-step-receipt = تدوين الاستلام
order-step-correct-receipt = تصحيح الاستلام
order-step-executed = عُوين التنفيذ
order-step-grounds-ceased = زالت الأسباب
order-step-clarify = تقديم توضيح
order-step-clarified = لدى المزوّد جوابنا
order-step-copy-acknowledged = لدى السلطة النسخة
order-step-open-scrutiny = بدأ التدقيق
order-step-intent = إشعار بالنية
order-step-no-infringement = القرار: لا مخالفة
order-step-infringement = القرار: مخالفة
order-step-lodge-appeal = قُدّم طعن
order-step-appeal-confirmed = أيّدت المحكمة الأمر
order-step-appeal-annulled = ألغت المحكمة الأمر
order-step-report-final = إبلاغ السلطة
order-step-extend-silence = تمديد عدم الإعلام
order-step-end-silence = إنهاء عدم الإعلام
order-step-reinstated = أُعيد المحتوى
order-step-revoke = إلغاء: خطؤنا
order-step-withdraw = عدول
order-exposures = مزوّدون يُبلَّغ عنهم لسلطتهم:
order-exposed = أوامر نهائية خلال الفترة القانونية:
legal-fingerprint = البصمة
nav-oversight = الرقابة
oversight-hint = يبقى هنا كل ما أُبلغ به أحد في الخارج حتى تشمله نظرة. والنظرة الواحدة تشمل كل النسخ.
oversight-told = عناصر أُبلغ عنها
oversight-seen = شملتها نظرة
oversight-looks = النظرات
oversight-median = الزمن الأوسط للنظرة
oversight-sample = سحب عينة
oversight-sample-hint = تُسحب بحسب جذر السجل في هذه اللحظة: لا يختار أحد، ويستطيع كل من لديه القيود أن يعيد السحب.
oversight-count = كم
oversight-draw = سحب
oversight-drawn = مسحوب
oversight-empty = نُظر في كل شيء
oversight-empty-hint = يظهر هنا ما يُرسل بعد ذلك، أو اسحب عينة.
oversight-risks = سبب وجوده هنا
oversight-copies = النسخ
oversight-look = نظرة
oversight-no-exhibit = لا دليل على هذا العنصر.
oversight-no-finding = لم يخلص أحد إلى شيء بشأنه.
oversight-reasons = الأسباب
oversight-comes-to = ما تنتهي إليه النظرة
oversight-in-order = سليم
oversight-reasons-hint = للتوصية: 20 حرفًا على الأقل. يتبعها المكتب أو يذكر في السجل سبب امتناعه.
oversight-end = إنهاء النظرة
recommendations = التوصيات
recommendation-final = نهائيًا
recommendation-follow = اتباعها
recommendation-refuse = رفضها
recommendation-refuse-reasons = الأسباب في حال الرفض
recommendation-follow-hint = اتباعها لا يغير شيئًا بذاته: تراجع أو أعد الفتح أو غيّر في صفحات الملف.
recommendation-contest = الاعتراض على الرفض
recommendation-open = بلا جواب
recommendation-followed = متبعة
recommendation-refused = مرفوضة
recommendation-contested = معترض على رفضها
risk-complaint = شكوى
risk-unseen = خلاصة دون نظر في الأدلة
risk-settled = اختلف اثنان
risk-retracted = تُراجع عنه
risk-came-back = عاد
asked-retract = التراجع عنه
asked-reassess = إعادة النظر فيه
asked-practice = تغيير الممارسة
done-looked = دُوّنت النظرة.
done-drawn = سُحبت وهي في المقدمة.
done-answered = أُجيب عنها في السجل.
done-contested = اعتُرض عليه، ويجيب الآن شخص آخر.
permission-oversee = النظر للرقابة
permission-answer-oversight = الرد على الرقابة
event-oversight-sampled = سُحبت عينة بحسب السجل
event-oversight-looked = نظرت فيه الرقابة
event-recommendation-recorded = أوصت الرقابة بشيء
event-recommendation-followed = اتُّبعت التوصية
event-recommendation-refused = رُفضت التوصية
event-recommendation-contested = اعتُرض على الرفض
event-oversight-closing-requested = طُلب إغلاق حساب للرقابة
event-oversight-login-closed = أغلق شخصان حسابًا للرقابة
problem-sample-size = لا يمكن سحب هذه العينة
problem-sample-empty = لا شيء يُسحب منه
problem-recommendation-state = لا تسمح التوصية بهذا الآن
problem-oversight-two-people = يجب أن يريده شخص ثانٍ أيضًا
threat = حياة في خطر
threat-hint = اتصل أولًا ثم دوّن من أبلغت: تُسجَّل الدقيقة في السجل. وتمضي الإزالة في طريقها.
threat-contact = من أُبلغ
threat-told = أُبلغ
done-threat = دُوّن بدقيقته وصار العنصر في المقدمة.
permission-report-threat = الإبلاغ عن خطر على الحياة
event-threat-reported = أُبلغ عن خطر على الحياة

## Dossiers

done-compiled-dossier = أُعدّ الملف، ويأذن شخص آخر بإخراجه.
done-released-dossier = أُذن بإخراج الملف، وتُحفظ ملفاته كما هي.
dossiers = ملفات التصعيد
dossiers-hint = يعرض الملف سلوك مقدّم الخدمة على سلطة: وقائع من السجل مع إثباتاتها وكلمات مقدّم الخدمة. لا يحوي محتوى ولا عنوان أي مادة.
dossiers-empty = لم يُعدّ أي ملف عن مقدّم الخدمة هذا.
dossier-reference = المرجع
dossier-period = المدة
dossier-state = الحالة
dossier-by = أعدّه
dossier-released = أُذن به
dossier-draft = مسوّدة
dossier-new = ملف جديد
dossier-from = أول يوم (UTC)
dossier-until = آخر يوم (UTC)
dossier-compile = إعداد مسوّدة
dossier-findings = النتائج
dossier-findings-none = لا توجد في هذه المدة نتيجة في غير صالح مقدّم الخدمة.
dossier-peers = النظراء:
dossier-files = الملفات
dossier-compiled = أُعدّ
dossier-release = الإذن بإخراجه
dossier-release-hint = اقرأه أولًا، ولا سيما كلمات مقدّم الخدمة: العناوين والأرقام محجوبة، أما الاسم فلا يعرفه برنامج. ما تأذن به يُحفظ ويدوَّن في السجل.
dossier-other-person = يأذن شخص آخر بإخراجه.
dossier-position = كلمات مقدّم الخدمة
dossier-position-none = لم يُجب مقدّم الخدمة.
finding-up = مواد ما زالت منشورة
finding-silent = بلاغات بلا جواب
finding-refused = مواد مرفوضة
finding-came-back = مواد ظهرت من جديد
finding-removed-24h = زالت خلال 24 ساعة
finding-median = زال نصفها بعد
finding-answered = بلاغات لها جواب
problem-dossier-period = يغطي الملف 731 يومًا على الأكثر وينتهي بعد بدايته
problem-dossier-released = أُذن بهذا الملف من قبل، أعدّ ملفًا جديدًا لوقائع جديدة
problem-dossier-empty = السجل فارغ ولا شيء يُعدّ
problem-report-not-ready = لا يمكن نشر هذه السنة بعد
problem-dossier-too-large = هذا أكثر مما يسعه ملف واحد، اختر مدة أقصر
problem-font-missing = خط ناقص: يسمّي `vigie doctor` الحزمة المطلوبة
problem-template-unusable = تعذّر إعداد قالب من قوالب هذا المكتب: يبيّن `vigie doctor` والسجل السبب
problem-document-too-large = هذه الوثيقة كبيرة جدًا، اختر مدة أقصر
