package studio.atelier.surfaces.s3;

import java.util.Locale;
import studio.atelier.platform.problem.ProblemCode;

/// What the S3 protocol refuses beside the faults of storage, by the codes its clients know.
public enum S3Problem implements ProblemCode {
    ACCESS_DENIED("AccessDenied", 403, "Access Denied", "Sign the request, with a key that may."),
    AUTHORIZATION_MALFORMED(
            "AuthorizationHeaderMalformed",
            400,
            "The authorization header is malformed",
            "Sign with AWS4-HMAC-SHA256 for the service s3."),
    INVALID_ACCESS_KEY_ID(
            "InvalidAccessKeyId",
            403,
            "The access key is not known here",
            "Use a key that an administrator issued, or the anon key with a session token."),
    SIGNATURE_DOES_NOT_MATCH(
            "SignatureDoesNotMatch",
            403,
            "The signature does not match the request",
            "Check the secret, the region and the address that was signed."),
    REQUEST_TIME_TOO_SKEWED(
            "RequestTimeTooSkewed",
            403,
            "The request was signed at another time than now",
            "Set the clock of the client, or sign anew."),
    REQUEST_EXPIRED("AccessDenied", 403, "Request has expired", "Sign anew."),
    INVALID_TOKEN("InvalidToken", 400, "The session token is not valid", "Sign in again."),
    CONTENT_HASH_MISMATCH(
            "XAmzContentSHA256Mismatch",
            400,
            "The body is not what was signed",
            "Send the body that the hash was made of."),
    BAD_DIGEST("BadDigest", 400, "The checksum does not match the body", "Send it again."),
    INCOMPLETE_BODY("IncompleteBody", 400, "The body ends before it says", "Send it again."),
    MISSING_CONTENT_LENGTH("MissingContentLength", 411, "The length of the body is missing", "Send Content-Length."),
    MALFORMED_XML("MalformedXML", 400, "The XML is not well-formed or not what is expected", "Correct the body."),
    INVALID_ARGUMENT("InvalidArgument", 400, "Invalid Argument", "Correct what the message names."),
    INVALID_PART(
            "InvalidPart", 400, "A part was not found, or its entity tag is another", "List the parts and try again."),
    INVALID_PART_ORDER("InvalidPartOrder", 400, "The parts are not in ascending order", "Order them by number."),
    ENTITY_TOO_SMALL("EntityTooSmall", 400, "A part but the last is smaller than 5 MiB", "Send larger parts."),
    NO_SUCH_UPLOAD("NoSuchUpload", 404, "The upload does not exist", "Begin a new upload."),
    TOO_MANY_UPLOADS("SlowDown", 503, "Too many open uploads", "Complete or abort some."),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405, "The method is not allowed here", "Use another."),
    NOT_IMPLEMENTED("NotImplemented", 501, "This part of S3 is not built", "Do without it.");

    private final String wire;
    private final int status;
    private final String title;
    private final String action;

    S3Problem(String wire, int status, String title, String action) {
        this.wire = wire;
        this.status = status;
        this.title = title;
        this.action = action;
    }

    /// The element `Code`.
    String wire() {
        return wire;
    }

    @Override
    public String code() {
        return "s3." + name().toLowerCase(Locale.ROOT);
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
