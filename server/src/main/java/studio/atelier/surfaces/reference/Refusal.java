package studio.atelier.surfaces.reference;

import java.util.List;

/// The shapes of refusals: each part of the address space has the one that its clients know.
///
/// @param prefix    of the paths
/// @param component name of the response in the document
/// @param example   JSON
record Refusal(String prefix, String component, String type, String example) {

    static final Refusal OWN = new Refusal("", "Problem", "application/problem+json", """
            {"type": "about:blank", "title": "The request is not valid", "status": 422,
             "detail": "From 1 to 100.", "instance": "/api/generations", "code": "generation.invalid",
             "request_id": "0198c0de-0000-7000-8000-000000000000",
             "errors": [{"pointer": "?limit", "code": "out_of_range", "detail": "From 1 to 100."}],
             "success": false, "error": "From 1 to 100.", "message": "The request is not valid"}""");

    static final List<Refusal> ALL = List.of(
            new Refusal("/v1/", "GatewayRefusal", "application/json", """
                    {"error": {"message": "This field is required.", "type": "invalid_request_error",
                     "param": "model", "code": "openai.invalid"}}"""),
            new Refusal("/functions/v1/", "FunctionRefusal", "application/json", """
                    {"error": "A sign-in is needed.", "code": "AUTHENTICATION_ERROR",
                     "details": {"title": "Not signed in", "request_id": "0198c0de-0000-7000-8000-000000000000"}}"""),
            new Refusal("/auth/v1/", "AuthRefusal", "application/json", """
                    {"code": 400, "error_code": "validation_failed", "msg": "Password is required"}"""),
            new Refusal("/rest/v1", "DataRefusal", "application/json", """
                    {"code": "PGRST205", "message": "Could not find the table in the schema cache",
                     "details": null, "hint": null}"""),
            new Refusal("/storage/v1/s3", "S3Refusal", "application/xml", """
                    "<Error><Code>NoSuchKey</Code><Message>Object not found</Message></Error>\""""),
            new Refusal("/storage/v1/", "StorageRefusal", "application/json", """
                    {"statusCode": "404", "error": "not_found", "message": "Object not found"}"""),
            OWN);

    static Refusal of(String path) {
        for (Refusal each : ALL) {
            if (path.startsWith(each.prefix)) {
                return each;
            }
        }
        return OWN;
    }
}
