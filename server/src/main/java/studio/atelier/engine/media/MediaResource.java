package studio.atelier.engine.media;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.storage.ByteRange;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.StoredObject;
import studio.atelier.backend.storage.Transforms;
import studio.atelier.engine.media.internal.format.FileFormat;
import studio.atelier.platform.pictures.AcceptedFormats;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureResult;
import studio.atelier.platform.pictures.Transform;

/// `/media/{token}`: whoever has the URL sees the bytes. Ranges, entity tags, long caching; nothing is ever
/// shown as something that could run script.
@RestController
class MediaResource {

    private static final int FILE_NAME_MAX = 150;

    /// A tile: 200 × 200 at quality 70. Source: B166.
    private static final int SQUARE_EDGE = 200;

    private static final int SQUARE_QUALITY = 70;
    private static final int JPEG_QUALITY = 80;

    private final Media media;
    private final Transforms transforms;

    MediaResource(Media media, Transforms transforms) {
        this.media = media;
        this.transforms = transforms;
    }

    @RequestMapping(
            path = "/media/{token}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void original(
            @PathVariable String token,
            @RequestParam(required = false) @Nullable String download,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        answer(open(token, Variant.ORIGINAL), download, request, response);
    }

    @RequestMapping(
            path = "/media/{token}/thumbnail",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void thumbnail(@PathVariable String token, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        small(token, Variant.THUMBNAIL, request, response);
    }

    @RequestMapping(
            path = "/media/{token}/preview",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void preview(@PathVariable String token, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        small(token, Variant.PREVIEW, request, response);
    }

    /// Some seconds of a clip, silent.
    @RequestMapping(
            path = "/media/{token}/loop",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void loop(@PathVariable String token, HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(open(token, Variant.LOOP), null, request, response);
    }

    /// The middle of the picture as a tile, cut from the preview that was made at the upload.
    @RequestMapping(
            path = "/media/{token}/square",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void square(@PathVariable String token, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StoredObject preview = open(token, Variant.PREVIEW).object();
        PictureFormat format = accepted(request).takes(PictureFormat.WEBP) ? PictureFormat.WEBP : PictureFormat.JPEG;
        transformed(preview, Transform.cover(SQUARE_EDGE, SQUARE_EDGE, SQUARE_QUALITY, format), request, response);
    }

    /// WebP to whoever shows it, JPEG to others. Source: B167.
    private void small(String token, Variant variant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OpenMedia open = open(token, variant);
        boolean webp = open.object().mimeType().equals(PictureFormat.WEBP.mimeType());
        if (webp && !accepted(request).takes(PictureFormat.WEBP)) {
            transformed(open.object(), Transform.rewrite(JPEG_QUALITY, PictureFormat.JPEG), request, response);
        } else {
            response.setHeader("Vary", "Accept");
            answer(open, null, request, response);
        }
    }

    private static AcceptedFormats accepted(HttpServletRequest request) {
        return AcceptedFormats.parse(request.getHeader("Accept"));
    }

    private OpenMedia open(String token, Variant variant) {
        return media.open(token, variant).orElseThrow(MediaProblem.NOT_FOUND::problem);
    }

    private void transformed(
            StoredObject source, Transform wanted, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Encoded made = switch (transforms.transform(source, wanted)) {
            case PictureResult.Done<Encoded>(Encoded picture) -> picture;
            case PictureResult.Refused<Encoded>(var reason, String sentence) ->
                throw switch (reason) {
                    case BUSY -> MediaProblem.BUSY.problem();
                    case UNSUPPORTED, TOO_LARGE, DAMAGED -> MediaProblem.UNDECODABLE.problem(sentence);
                };
        };
        String etag = "\"" + source.key().sha256() + "-" + wanted.name() + "\"";
        safe(response);
        response.setHeader("Vary", "Accept");
        response.setContentType(made.format().mimeType());
        response.setHeader("Content-Disposition", "inline");
        response.setHeader("ETag", etag);
        if (matches(request.getHeader("If-None-Match"), etag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentLength(made.sizeBytes());
        if (!request.getMethod().equals("HEAD")) {
            made.writeTo(response.getOutputStream());
        }
    }

    private static void answer(
            OpenMedia open, @Nullable String download, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StoredObject object = open.object();
        headers(object, download, response);
        if (matches(request.getHeader("If-None-Match"), object.etag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        String ifRange = request.getHeader("If-Range");
        String range = ifRange == null || ifRange.equals(object.etag()) ? request.getHeader("Range") : null;
        switch (ByteRange.parse(range, object.sizeBytes())) {
            case ByteRange.Whole() -> send(open, ByteSpan.ALL, object.sizeBytes(), request, response);
            case ByteRange.Part part -> {
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader(
                        "Content-Range", "bytes " + part.span().from() + "-" + part.last() + "/" + object.sizeBytes());
                send(open, part.span(), part.span().length(), request, response);
            }
            case ByteRange.Unsatisfiable() -> {
                response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
                response.setHeader("Content-Range", "bytes */" + object.sizeBytes());
            }
        }
    }

    private static void headers(StoredObject object, @Nullable String download, HttpServletResponse response) {
        // Only what is on the list is shown in place; should anything else ever get in, it is a download.
        boolean known = FileFormat.ofMimeType(object.mimeType()).isPresent();
        response.setContentType(known ? object.mimeType() : "application/octet-stream");
        response.setHeader("Content-Disposition", disposition(known, object, download));
        safe(response);
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("ETag", object.etag());
    }

    private static void safe(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        // Whoever has the address may show it, on whatever site a front end lives.
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
    }

    private static String disposition(boolean known, StoredObject object, @Nullable String download) {
        if (download == null && known) {
            return "inline";
        }
        String stored = object.name().substring(object.name().lastIndexOf('/') + 1);
        String extension = stored.substring(stored.lastIndexOf('.') + 1);
        String asked = download == null || download.isBlank() ? stored : download;
        String name = asked.replaceAll("[\\p{Cntrl}\\\\/:*?\"<>|]", "_").strip();
        name = name.length() > FILE_NAME_MAX ? name.substring(0, FILE_NAME_MAX) : name;
        // The name is the caller's; what it is remains ours to say.
        String full = name.endsWith("." + extension) ? name : name + "." + extension;
        String plain = full.replaceAll("[^\\x20-\\x7e]", "_");
        String exact = URLEncoder.encode(full, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }

    private static boolean matches(@Nullable String header, String etag) {
        return header != null
                && Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(etag) || one.equals("W/" + etag));
    }

    private static void send(
            OpenMedia open, ByteSpan span, long length, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentLengthLong(length);
        if (!request.getMethod().equals("HEAD")) {
            try (InputStream content = open.open().apply(span)) {
                content.transferTo(response.getOutputStream());
            }
        }
    }
}
