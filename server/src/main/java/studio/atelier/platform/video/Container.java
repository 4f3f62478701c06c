package studio.atelier.platform.video;

/// What a file is, known from its first bytes. Said to ffmpeg rather than left to it: a list of addresses or
/// a script for joining files that is named like a clip is then a broken clip, and nothing it names is read.
public enum Container {
    MP4("mov"),
    WEBM("matroska"),
    OGG("ogg"),
    MP3("mp3"),
    WAV("wav"),
    FLAC("flac");

    private final String demuxer;

    Container(String demuxer) {
        this.demuxer = demuxer;
    }

    /// As ffmpeg names what reads it.
    public String demuxer() {
        return demuxer;
    }
}
