package studio.atelier.platform.http;

import org.jspecify.annotations.Nullable;

/// The shape of every good answer under `/api`: `{"success":true,"data":...}`. Source: E21.
///
/// @param <T>  a record, a map or a list; JSON null for an answer without content
/// @param success always true; refusals are problems
public record Envelope<T extends @Nullable Object>(boolean success, T data) {

    public static <T extends @Nullable Object> Envelope<T> of(T data) {
        return new Envelope<>(true, data);
    }
}
