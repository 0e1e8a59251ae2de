using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Identity;
using FlowForge.Storage.Places;

namespace FlowForge.Storage.Adls;

/// <summary>Adds what lets a request in: the account's key, a SAS token, or a token of Azure.Identity's chain. Thread-safe.</summary>
internal sealed class AdlsAccess(Func<string, string?> environment)
{
    private const string Scope = "https://storage.azure.com/.default";
    private readonly Lazy<TokenCredential> _chain = new(LoadChain);

    /// <summary>The part of a query that lets it in, without ampersand or question mark; empty when there is no SAS token.</summary>
    public string SasQuery => HasKey ? "" : environment(StorageVariables.AzureSas)?.TrimStart('?') ?? "";

    private bool HasKey => environment(StorageVariables.AzureKey) is { Length: > 0 };

    /// <summary>Call it last: a signature covers the headers that the request has by then.</summary>
    /// <exception cref="StorageException">There are no credentials, or they are malformed.</exception>
    public async ValueTask AddToAsync(HttpRequestMessage request, StorageLocation.Adls place, CancellationToken cancellationToken)
    {
        if (environment(StorageVariables.AzureKey) is { Length: > 0 } key) SignWithKey(request, place, key);
        else if (SasQuery.Length == 0) request.Headers.Authorization = new("Bearer", await TokenAsync(place, cancellationToken));
    }

    private static void SignWithKey(HttpRequestMessage request, StorageLocation.Adls place, string key)
    {
        try
        {
            SharedKey.Sign(request, place.Account, key);
        }
        catch (FormatException malformed)
        {
            throw new StorageException(place.ToString(), "AZURE_STORAGE_KEY is not an account key: those are Base64.", inner: malformed);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<string> TokenAsync(StorageLocation place, CancellationToken cancellationToken)
    {
        try
        {
            return (await _chain.Value.GetTokenAsync(new TokenRequestContext([Scope]), cancellationToken)).Token;
        }
        catch (AuthenticationFailedException none)
        {
            throw new StorageException(place.ToString(), "there are no Azure credentials that work.", "Set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, run az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.", none);
        }
    }

    // Apart, so that keys and SAS tokens never load the identity library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DefaultAzureCredential LoadChain() => new();
}
