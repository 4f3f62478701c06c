package studio.atelier.surfaces.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.pictures.AcceptedFormats;
import studio.atelier.platform.pictures.Fit;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.Transform;

/// How a client wants a picture. Source: wire reference 4.6, 8.5.
///
/// @param width   pixels; null follows from the height
/// @param height  pixels; null follows from the width
/// @param resize  `cover`, `contain` or `fill`
/// @param quality null for the usual one
/// @param format  `origin`, `webp`, `avif`; empty leaves it to the header `Accept`
record Wish(
        @Nullable Integer width,
        @Nullable Integer height,
        String resize,
        @Nullable Integer quality,
        String format) {

    private static final List<String> RESIZES = List.of("cover", "contain", "fill");
    private static final List<String> FORMATS = List.of("", "origin", "webp", "avif");

    private interface Source {

        @Nullable
        String get(String name);
    }

    /// Of a body.
    static Wish of(Fields fields) {
        return of(fields.place(), name -> fields.text(name, null));
    }

    /// Of the query.
    static Wish of(Ask ask) {
        return of("querystring", ask::query);
    }

    /// Of a signed token.
    ///
    /// @param signed as [#signed] wrote it
    static Wish of(String signed, String format) {
        return of("token", name -> {
            for (String part : signed.split(",", -1)) {
                if (part.startsWith(name + ":")) {
                    return part.substring(name.length() + 1);
                }
            }
            return name.equals("format") ? format : null;
        });
    }

    private static Wish of(String place, Source source) {
        return new Wish(
                edge(place, "width", source),
                edge(place, "height", source),
                choice(place, "resize", source, RESIZES, "cover"),
                quality(place, source),
                choice(place, "format", source, FORMATS, ""));
    }

    private static @Nullable Integer edge(String place, String name, Source source) {
        Integer number = number(place, name, source);
        if (number == null || number == 0) {
            return null;
        }
        if (number < 0) {
            throw Fields.invalid(place + "/" + name + " must be >= 0");
        }
        return Math.min(number, Transform.EDGE_MAX);
    }

    private static @Nullable Integer quality(String place, Source source) {
        Integer number = number(place, "quality", source);
        if (number != null && number < Transform.QUALITY_MIN) {
            throw Fields.invalid(place + "/quality must be >= " + Transform.QUALITY_MIN);
        }
        if (number != null && number > Transform.QUALITY_MAX) {
            throw Fields.invalid(place + "/quality must be <= " + Transform.QUALITY_MAX);
        }
        return number;
    }

    private static @Nullable Integer number(String place, String name, Source source) {
        String text = source.get(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException _) {
            throw Fields.invalid(place + "/" + name + " must be integer");
        }
    }

    private static String choice(String place, String name, Source source, List<String> choices, String otherwise) {
        String text = source.get(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        if (!choices.contains(text)) {
            throw Fields.invalid(place + "/" + name + " must be equal to one of the allowed values");
        }
        return text;
    }

    /// For a token; empty where nothing is wanted.
    String signed() {
        return String.join(",", told("resize:" + resize));
    }

    /// For the header `X-Transformations`.
    String header() {
        return String.join(
                ",",
                told("resizing_type:"
                        + switch (resize) {
                            case "contain" -> "fit";
                            case "fill" -> "force";
                            default -> "fill";
                        }));
    }

    private List<String> told(String resizing) {
        List<String> told = new ArrayList<>();
        if (height != null) {
            told.add("height:" + height);
        }
        if (width != null) {
            told.add("width:" + width);
        }
        if (width != null || height != null) {
            told.add(resizing);
        }
        if (quality != null) {
            told.add("quality:" + quality);
        }
        if (format.equals("webp") || format.equals("avif")) {
            told.add("format:" + format);
        }
        return told;
    }

    /// @param accept the header of that name; null where there is none
    Transform transform(@Nullable String accept) {
        Fit fit = switch (resize) {
            case "contain" -> Fit.CONTAIN;
            case "fill" -> Fit.FILL;
            default -> Fit.COVER;
        };
        return new Transform(
                width, height, fit, quality == null ? Transform.QUALITY_USUAL : quality, pictureFormat(accept));
    }

    private @Nullable PictureFormat pictureFormat(@Nullable String accept) {
        return switch (format) {
            case "webp" -> PictureFormat.WEBP;
            case "avif" -> PictureFormat.AVIF;
            case "origin" -> null;
            default -> {
                var named = AcceptedFormats.parse(accept).named();
                // Of the two WebP is the one that is made quickly.
                yield named.contains(PictureFormat.WEBP)
                        ? PictureFormat.WEBP
                        : named.contains(PictureFormat.AVIF) ? PictureFormat.AVIF : null;
            }
        };
    }
}
