package studio.atelier.backend.identity.internal;

import studio.atelier.backend.identity.internal.OneTimeTokens.Kind;

/// The messages people get, each with a code and most with a link.
enum Letter {
    CONFIRMATION("confirmation", "signup", Kind.CONFIRMATION),
    INVITATION("invitation", "invite", Kind.CONFIRMATION),
    MAGIC_LINK("magic-link", "magiclink", Kind.RECOVERY),
    RECOVERY("recovery", "recovery", Kind.RECOVERY),
    EMAIL_CHANGE_CURRENT("email-change", "email_change", Kind.EMAIL_CHANGE_CURRENT),
    EMAIL_CHANGE_NEW("email-change", "email_change", Kind.EMAIL_CHANGE_NEW),
    REAUTHENTICATION("reauthentication", "reauthentication", Kind.REAUTHENTICATION),
    PHONE_CONFIRMATION("sms", "sms", Kind.PHONE_CONFIRMATION),
    PHONE_CHANGE("sms", "phone_change", Kind.PHONE_CHANGE),
    PHONE_REAUTHENTICATION("sms", "reauthentication", Kind.REAUTHENTICATION);

    private final String template;
    private final String type;
    private final Kind kind;

    Letter(String template, String type, Kind kind) {
        this.template = template;
        this.type = type;
        this.kind = kind;
    }

    /// Name of the file with its text.
    String template() {
        return template;
    }

    /// What the link and `/verify` call it.
    String type() {
        return type;
    }

    Kind kind() {
        return kind;
    }

    /// What `amr` says of a sign-in by its link in the PKCE flow.
    String method() {
        return this == CONFIRMATION ? "email/signup" : type;
    }

    boolean phone() {
        return template.equals("sms");
    }
}
