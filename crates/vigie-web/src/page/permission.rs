//! Permissions as a form names them.

use vigie_domain::Permission;

/// Every permission, in the order of the domain's list.
pub(crate) const ALL_PERMISSIONS: [Permission; 40] = {
    use Permission as P;
    [
        P::AddItem,
        P::ReadItem,
        P::ReadExhibit,
        P::ExportExhibit,
        P::EraseExhibit,
        P::ReadAssessment,
        P::AssessItem,
        P::ReviewItem,
        P::SettleItem,
        P::ReopenItem,
        P::DraftReferral,
        P::ApproveReferral,
        P::CloseReferral,
        P::RetractReferral,
        P::DraftOrder,
        P::CheckOrder,
        P::SignOrder,
        P::FollowOrder,
        P::ReadComplaint,
        P::AssignComplaint,
        P::DecideComplaint,
        P::ReportThreat,
        P::Oversee,
        P::AnswerOversight,
        P::ReadProvider,
        P::ConfirmContact,
        P::IngestMail,
        P::MatchSignal,
        P::ManageBank,
        P::CurateBank,
        P::SubscribeBank,
        P::ManageProtectedSource,
        P::TeachText,
        P::ManageUser,
        P::ReadUser,
        P::ManageDesk,
        P::ImportData,
        P::ManageJob,
        P::CompileDossier,
        P::ReadLog,
    ]
};

/// The stable name, as it is stored.
pub(crate) const fn permission_name(permission: Permission) -> &'static str {
    use Permission as P;
    match permission {
        P::AddItem => "add_item",
        P::ReadItem => "read_item",
        P::ReadExhibit => "read_exhibit",
        P::ExportExhibit => "export_exhibit",
        P::EraseExhibit => "erase_exhibit",
        P::ReadAssessment => "read_assessment",
        P::AssessItem => "assess_item",
        P::ReviewItem => "review_item",
        P::SettleItem => "settle_item",
        P::ReopenItem => "reopen_item",
        P::DraftReferral => "draft_referral",
        P::ApproveReferral => "approve_referral",
        P::CloseReferral => "close_referral",
        P::RetractReferral => "retract_referral",
        P::DraftOrder => "draft_order",
        P::CheckOrder => "check_order",
        P::SignOrder => "sign_order",
        P::FollowOrder => "follow_order",
        P::ReadComplaint => "read_complaint",
        P::AssignComplaint => "assign_complaint",
        P::DecideComplaint => "decide_complaint",
        P::ReportThreat => "report_threat",
        P::Oversee => "oversee",
        P::AnswerOversight => "answer_oversight",
        P::ReadProvider => "read_provider",
        P::ConfirmContact => "confirm_contact",
        P::IngestMail => "ingest_mail",
        P::MatchSignal => "match_signal",
        P::ManageBank => "manage_bank",
        P::CurateBank => "curate_bank",
        P::SubscribeBank => "subscribe_bank",
        P::ManageProtectedSource => "manage_protected_source",
        P::TeachText => "teach_text",
        P::ManageUser => "manage_user",
        P::ReadUser => "read_user",
        P::ManageDesk => "manage_desk",
        P::ImportData => "import_data",
        P::ManageJob => "manage_job",
        P::CompileDossier => "compile_dossier",
        P::ReadLog => "read_log",
    }
}

/// The permission of that name.
pub(crate) fn parse_permission(name: &str) -> Option<Permission> {
    ALL_PERMISSIONS
        .into_iter()
        .find(|permission| permission_name(*permission) == name)
}
