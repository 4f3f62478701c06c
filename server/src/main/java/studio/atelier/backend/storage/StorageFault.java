package studio.atelier.backend.storage;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemCode;
import studio.atelier.platform.problem.ProblemException;

/// What storage refuses its clients, each with the names they compare. A surface renders it in its own
/// dialect: REST, resumable uploads and S3 each differ. Source: wire reference 4.1.
public enum StorageFault implements ProblemCode {
    NO_SUCH_BUCKET("NoSuchBucket", 404, "Bucket not found", "Bucket not found", "Check the bucket's name."),
    NO_SUCH_KEY("NoSuchKey", 404, "not_found", "Object not found", "Check the path, and what policies let you see."),
    KEY_ALREADY_EXISTS(
            "KeyAlreadyExists",
            409,
            "Duplicate",
            "The resource already exists",
            "Take another name, or upload with upsert."),
    BUCKET_ALREADY_EXISTS("BucketAlreadyExists", 409, "Duplicate", "The resource already exists", "Take another name."),
    RESOURCE_ALREADY_EXISTS(
            "ResourceAlreadyExists", 409, "Duplicate", "The resource already exists", "Take another name."),
    ACCESS_DENIED(
            "AccessDenied",
            403,
            "Unauthorized",
            "new row violates row-level security policy",
            "Sign in, or ask whoever writes the policies of this bucket."),
    RESOURCE_NOT_EMPTY(
            "ResourceNotEmpty",
            409,
            null,
            "The bucket you tried to delete is not empty",
            "Remove the objects first, or empty the bucket."),
    ENTITY_TOO_LARGE(
            "EntityTooLarge",
            413,
            "Payload too large",
            "The object exceeded the maximum allowed size",
            "Send a smaller file."),
    INVALID_MIME_TYPE(
            "InvalidMimeType",
            415,
            "invalid_mime_type",
            "mime type is not supported",
            "Send a type that the bucket takes."),
    INVALID_KEY("InvalidKey", 400, null, "Invalid key", "Use the characters that keys may have."),
    INVALID_BUCKET_NAME(
            "InvalidBucketName",
            400,
            "Invalid Input",
            "Bucket name invalid",
            "Use 1 to 100 of the characters that names may have."),
    INVALID_JWT("InvalidJWT", 400, null, "Invalid JWT", "Ask for a new signed URL."),
    INVALID_SIGNATURE("InvalidSignature", 400, null, "Invalid signature", "Ask for a signed URL of this very path."),
    INVALID_REQUEST("InvalidRequest", 400, null, "Invalid Request", "Correct what the message names."),
    INVALID_PARAMETER("InvalidParameter", 400, null, "Invalid Parameter", "Correct what the message names."),
    RELATED_RESOURCE_NOT_FOUND(
            "InvalidRequest", 404, null, "The related resource does not exist", "Name a bucket that exists."),
    INVALID_RANGE("InvalidRange", 416, "invalid_range", "invalid range provided", "Ask for bytes that are there."),
    RESOURCE_LOCKED("ResourceLocked", 423, null, "The resource is locked", "Try again shortly."),
    RESOURCE_REFERENCED(
            "ResourceReferenced",
            409,
            null,
            "The resource could not be updated or removed due to a foreign key constraint",
            "Remove what refers to it first."),
    DATABASE_TIMEOUT(
            "DatabaseTimeout", 544, null, "The connection to the database timed out", "Ask for less, or try again."),
    SLOW_DOWN(
            "SlowDown",
            429,
            "too_many_connections",
            "Too many connections issued to the database",
            "Try again shortly."),
    DATABASE_ERROR("DatabaseError", 500, null, "database error", "Look into the policies of the bucket."),
    INTERNAL_ERROR("InternalError", 500, null, "Internal server error", "Report it with the request id."),
    FEATURE_NOT_ENABLED(
            "FeatureNotEnabled",
            409,
            null,
            "The feature is not enabled for this resource",
            "Use buckets of the type STANDARD.");

    private final String wire;
    private final int status;
    private final @Nullable String error;
    private final String message;
    private final String action;

    StorageFault(String wire, int status, @Nullable String error, String message, String action) {
        this.wire = wire;
        this.status = status;
        this.error = error;
        this.message = message;
        this.action = action;
    }

    /// The member `code` of the REST body, and the code of the S3 protocol where it has the same.
    public String wire() {
        return wire;
    }

    /// The member `error` of the REST body.
    public String error() {
        return error == null ? wire : error;
    }

    /// What clients show unless the occurrence says more.
    public String message() {
        return message;
    }

    @Override
    public String code() {
        return "storage." + name().toLowerCase(Locale.ROOT);
    }

    /// The member `statusCode`. REST answers most of them with HTTP 400; resumable uploads and S3 with this.
    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return message;
    }

    @Override
    public String action() {
        return action;
    }

    /// With the message that clients compare as its detail.
    @Override
    public ProblemException problem() {
        return problem(message);
    }

    /// @param detail the message of this occurrence, shown as it is
    @Override
    public ProblemException problem(String detail) {
        return Problem.of(this, detail).exception();
    }
}
