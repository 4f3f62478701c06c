package studio.atelier.backend.organisations;

import studio.atelier.platform.problem.ProblemCode;

/// What is refused about organisations.
public enum OrganisationsProblem implements ProblemCode {
    INVALID("organisations.invalid", 422, "Fields need a change", "Correct the fields that are named."),
    NOT_FOUND(
            "organisations.not_found", 404, "No such organisation", "There is no organisation of yours with this id."),
    MEMBER_NOT_FOUND(
            "organisations.member_not_found", 404, "No such member", "This person is no member of the organisation."),
    NOT_ALLOWED(
            "organisations.not_allowed",
            403,
            "Your role does not allow this",
            "Ask an owner or an admin of the organisation to do it, or to give you another role."),
    LAST_OWNER(
            "organisations.last_owner",
            409,
            "The last owner",
            "Make another member an owner first, or delete the organisation."),
    ONLY_OWNER(
            "organisations.only_owner",
            409,
            "An organisation would have no owner",
            "Make another member an owner there, or delete the organisation; then delete the account."),
    ALREADY_MEMBER(
            "organisations.already_member", 409, "Already a member", "Somebody with this address is a member already."),
    TOO_MANY("organisations.too_many", 409, "No room for more", "Remove what is no longer needed and try again."),
    INVITATION_NOT_FOUND(
            "organisations.invitation_not_found",
            404,
            "No such invitation",
            "It was withdrawn, accepted, or replaced by a newer message; look for the newest one or ask for another."),
    INVITATION_EXPIRED(
            "organisations.invitation_expired",
            410,
            "The invitation has run out",
            "Ask whoever invited you to send it again."),
    OTHER_ADDRESS(
            "organisations.other_address",
            403,
            "Meant for another address",
            "Sign in with the address the invitation was sent to.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    OrganisationsProblem(String code, int status, String title, String action) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.action = action;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String action() {
        return action;
    }
}
