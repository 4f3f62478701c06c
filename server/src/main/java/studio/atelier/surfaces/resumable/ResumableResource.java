package studio.atelier.surfaces.resumable;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.Means;

/// TUS 1.0 with the extensions creation, creation-with-upload, creation-defer-length, expiration and
/// termination. Whoever began an upload goes on with it; to others it is not there. Its URL alone tells
/// where it stands, as with Supabase. Source: wire reference 4.7.
@RestController
class ResumableResource {

    static final String PREFIX = "/storage/v1/upload/resumable";
    static final String VERSION = "1.0.0";

    private static final String SIGN = PREFIX + "/sign";
    private static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,expiration,termination";
    private static final String BODY_TYPE = "application/offset+octet-stream";

    private final ResumableUploads uploads;
    private final SignedUrls signed;

    ResumableResource(ResumableUploads uploads, SignedUrls signed) {
        this.uploads = uploads;
        this.signed = signed;
    }

    @RequestMapping(
            path = {PREFIX, PREFIX + "/", SIGN, SIGN + "/"},
            method = {RequestMethod.OPTIONS, RequestMethod.POST})
    void uploads(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (method(request)) {
            case "OPTIONS" -> options(response);
            case "POST" -> begin(versioned(request, response), response);
            default -> throw HttpProblem.METHOD_NOT_ALLOWED.problem();
        }
    }

    @RequestMapping(
            path = {PREFIX + "/{id}", SIGN + "/{id}"},
            method = {
                RequestMethod.OPTIONS,
                RequestMethod.HEAD,
                RequestMethod.POST,
                RequestMethod.PATCH,
                RequestMethod.DELETE
            })
    void upload(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (method(request)) {
            case "OPTIONS" -> options(response);
            case "HEAD" -> tell(found(id), versioned(request, response), response);
            case "PATCH" -> append(found(id), versioned(request, response), response);
            case "DELETE" -> terminate(found(id), versioned(request, response), response);
            default -> throw HttpProblem.METHOD_NOT_ALLOWED.problem();
        }
    }

    /// Some networks let only GET and POST through.
    private static String method(HttpServletRequest request) {
        String instead = request.getHeader("X-HTTP-Method-Override");
        return request.getMethod().equals("POST") && instead != null ? instead : request.getMethod();
    }

    private static HttpServletRequest versioned(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Tus-Resumable", VERSION);
        if (!VERSION.equals(request.getHeader("Tus-Resumable"))) {
            response.setHeader("Tus-Version", VERSION);
            throw ResumableProblem.VERSION_UNSUPPORTED.problem();
        }
        return request;
    }

    private void options(HttpServletResponse response) {
        response.setHeader("Tus-Resumable", VERSION);
        response.setHeader("Tus-Version", VERSION);
        response.setHeader("Tus-Extension", EXTENSIONS);
        response.setHeader("Tus-Max-Size", Long.toString(uploads.bytesMax()));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        UploadMetadata metadata = UploadMetadata.parse(request.getHeader("Upload-Metadata"));
        boolean deferred = "1".equals(request.getHeader("Upload-Defer-Length"));
        Long size = request.getHeader("Upload-Length") == null && deferred ? null : number(request, "Upload-Length");
        if (size != null && (deferred || size > uploads.bytesMax())) {
            throw deferred
                    ? ResumableProblem.HEADER_INVALID.problem(
                            "Upload-Length and Upload-Defer-Length exclude each other")
                    : StorageFault.ENTITY_TOO_LARGE.problem();
        }
        Uploader who = uploader(request, metadata.bucket(), metadata.name(), "storage.tus.upload.create");
        ResumableUploads.Progress progress = uploads.begin(who, metadata, size);
        // Said before the first part is read: a client that breaks off in it can go on.
        response.setHeader("Location", location(request, progress.upload()));
        if (BODY_TYPE.equals(request.getContentType()) && !progress.completed()) {
            try (InputStream content = request.getInputStream()) {
                progress = uploads.append(who, progress.upload(), new ResumableUploads.Chunk(0, null, content));
            }
            response.setHeader("Upload-Offset", Long.toString(progress.offset()));
        }
        ended(progress, response);
        response.setStatus(HttpServletResponse.SC_CREATED);
    }

    private static String location(HttpServletRequest request, OpenUpload upload) {
        String base = upload.signed() ? SIGN : PREFIX;
        return Caller.of(request).exchange().host() + base + "/"
                + UploadId.of(upload).text();
    }

    private OpenUpload found(String text) {
        UploadId id = UploadId.parse(text);
        return uploads.find(id.id(), id);
    }

    private void tell(OpenUpload upload, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Caller.of(request).means() != Means.NOTHING) {
            require(upload, request, "storage.tus.upload.get");
        }
        ResumableUploads.Progress progress = uploads.progress(upload);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Upload-Offset", Long.toString(progress.offset()));
        if (upload.sizeBytes() == null) {
            response.setHeader("Upload-Defer-Length", "1");
        } else {
            response.setHeader("Upload-Length", Long.toString(upload.sizeBytes()));
        }
        response.setHeader("Upload-Metadata", upload.metadata().header());
        expires(upload, response);
        response.setStatus(HttpServletResponse.SC_OK);
    }

    private void append(OpenUpload upload, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Uploader who = require(upload, request, "storage.tus.upload.part");
        if (!BODY_TYPE.equals(request.getContentType())) {
            throw ResumableProblem.BODY_TYPE_UNSUPPORTED.problem();
        }
        long from = number(request, "Upload-Offset");
        Long size = request.getHeader("Upload-Length") == null ? null : number(request, "Upload-Length");
        ResumableUploads.Progress progress;
        try (InputStream content = request.getInputStream()) {
            progress = uploads.append(who, upload, new ResumableUploads.Chunk(from, size, content));
        }
        response.setHeader("Upload-Offset", Long.toString(progress.offset()));
        ended(progress, response);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private void terminate(OpenUpload upload, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        require(upload, request, "storage.tus.upload.delete");
        uploads.terminate(upload);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private static void ended(ResumableUploads.Progress progress, HttpServletResponse response) {
        expires(progress.upload(), response);
        if (progress.completed()) {
            response.setHeader("Tus-Complete", "1");
        }
    }

    private static void expires(OpenUpload upload, HttpServletResponse response) {
        response.setDateHeader("Upload-Expires", upload.expiresAt().toEpochMilli());
    }

    /// @throws studio.atelier.platform.problem.ProblemException `resumable.not_found` for somebody else's
    private Uploader require(OpenUpload upload, HttpServletRequest request, String operation) {
        Uploader who =
                uploader(request, upload.metadata().bucket(), upload.metadata().name(), operation);
        if (!who.began(upload)) {
            throw ResumableProblem.NOT_FOUND.problem();
        }
        return new Uploader(who.caller(), who.owner(), who.signed(), upload.upsert());
    }

    private Uploader uploader(HttpServletRequest request, String bucket, String name, String operation) {
        Caller caller = Caller.of(request);
        var storage =
                new StorageCaller(caller.actor(), operation, request.getMethod(), request.getRequestURI(), "{}", false);
        if (request.getRequestURI().startsWith(SIGN)) {
            SignedUrls.Writing may = signed.writing(required(request, "x-signature"), bucket, name);
            return new Uploader(storage.asService(), may.owner(), true, may.upsert());
        }
        if (caller.means() == Means.NOTHING) {
            throw StorageFault.ACCESS_DENIED.problem("Invalid Compact JWS");
        }
        return new Uploader(storage, storage.owner(), false, "true".equals(request.getHeader("x-upsert")));
    }

    private static String required(HttpServletRequest request, String header) {
        String value = request.getHeader(header);
        if (value == null || value.isBlank()) {
            throw StorageFault.ACCESS_DENIED.problem("Missing " + header + " header");
        }
        return value;
    }

    private static long number(HttpServletRequest request, String header) {
        String value = request.getHeader(header);
        if (value != null && value.matches("[0-9]{1,18}")) {
            return Long.parseLong(value);
        }
        throw ResumableProblem.HEADER_INVALID.problem(
                header + (value == null ? " header is missing" : " header is not a whole number"));
    }
}
