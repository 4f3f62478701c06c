package studio.atelier.engine.media;

import studio.atelier.platform.problem.ProblemCode;

/// Why media refuses some bytes.
public enum MediaProblem implements ProblemCode {
    TOO_LARGE("media.too_large", 413, "File too large", "Send a smaller file."),
    TYPE_UNSUPPORTED(
            "media.type_unsupported",
            415,
            "Unsupported file type",
            "Send PNG, JPEG, WebP, GIF, AVIF, WAV, MP3, FLAC, Ogg, MP4 or WebM."),
    UNDECODABLE(
            "media.undecodable", 422, "Damaged file", "The file is damaged or incomplete; export it again and resend."),
    DIMENSIONS_REFUSED(
            "media.dimensions_refused",
            422,
            "Picture too large",
            "Send a picture with fewer pixels, or less stretched."),
    FILE_MISSING("media.file_missing", 400, "No file", "Send the file as form field `file`, or as the body itself."),
    BUSY("media.busy", 503, "Too much at once", "Too many pictures or clips are being prepared; try again shortly."),
    NOT_FOUND("media.not_found", 404, "No such file", "The file is not there, or its link was taken back.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    MediaProblem(String code, int status, String title, String action) {
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
