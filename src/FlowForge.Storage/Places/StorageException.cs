using System.Net;

namespace FlowForge.Storage.Places;

/// <summary>A store refused, answered nonsense, or could not be reached. The message is for people and holds no secrets.</summary>
public sealed class StorageException : IOException
{
    public StorageException(string place, string what, string? hint = null, Exception? inner = null)
        : base(hint is null ? $"{place}: {what}" : $"{place}: {what} {hint}", inner) => Place = place;

    public string Place { get; }

    /// <summary>The store's answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The store's own word for it: <c>NoSuchBucket</c>.</summary>
    public string? Code { get; init; }

    /// <summary>Whether the same call may succeed later. It has been tried several times already.</summary>
    public bool IsTransient { get; init; }
}
