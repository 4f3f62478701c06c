/// Requests and answers as PostgREST's clients know them.
@NullMarked
package studio.atelier.backend.data.http;

import org.jspecify.annotations.NullMarked;
