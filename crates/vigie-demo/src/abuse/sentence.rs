//! What abuse desks write, in the language of their office.

use crate::address::{ORIGIN, Provider};
use crate::content::Content;

pub(super) fn auto_reply(provider: &Provider) -> &'static str {
    match provider.language {
        "ar" => "وصلتنا رسالتكم وفتحنا لها تذكرة. هذه رسالة آلية.\n",
        "fr" => "Nous avons bien reçu votre message et ouvert un dossier. Réponse automatique.\n",
        _ => "We received your message and opened a ticket. This is an automatic reply.\n",
    }
}

pub(super) fn question(provider: &Provider) -> &'static str {
    match provider.language {
        "ar" => "مرحبا، هل يمكنكم أن توضحوا أي جزء من المنشور تقصدون، النص أم الصورة؟\n",
        "fr" => "Bonjour, pourriez-vous préciser quelle partie est visée, le texte ou l'image ?\n",
        _ => "Hello, could you tell us which part you mean, the text or the picture?\n",
    }
}

pub(super) fn refusal(provider: &Provider, ground: &str) -> String {
    match provider.language {
        "ar" => format!("درسنا طلبكم ولن نحذف المنشور. السبب: {ground}\n"),
        "fr" => {
            format!("Nous avons étudié votre demande et ne retirerons rien. Motif : {ground}\n")
        }
        _ => {
            format!("We looked into your request and will not remove anything. Ground: {ground}\n")
        }
    }
}

/// What a proxy says about the host behind it, in the plain form such letters have.
pub(super) fn origin(content: &Content) -> String {
    let holder = content.holder;
    format!(
        "Hello,\n\nwe are a network provider and do not host this site.\n\
         The actual host for {} is {} IP {ORIGIN} ({}, AS{}).\n\
         Its abuse contact is {}. Your notice was forwarded there.\n",
        content.host, holder.name, holder.domain, holder.asn, holder.abuse_mail
    )
}

/// The same for one field of a form.
pub(super) fn origin_in_short(content: &Content) -> String {
    format!(
        "{} ({}), {ORIGIN}",
        content.holder.name, content.holder.abuse_mail
    )
}
