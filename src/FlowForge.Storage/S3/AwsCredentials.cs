using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using FlowForge.Storage.Places;

namespace FlowForge.Storage.S3;

/// <summary>Keys from the environment, else from the AWS SDK's chain, which also renews them. Thread-safe.</summary>
internal sealed class AwsCredentials(Func<string, string?> environment)
{
    private readonly Lazy<Task<AWSCredentials>> _chain = new(LoadChainAsync);

    /// <exception cref="StorageException">There are none.</exception>
    public async ValueTask<AwsKeys> KeysAsync(StorageLocation place, CancellationToken cancellationToken)
    {
        if (environment(StorageVariables.AwsAccessKeyId) is { Length: > 0 } id && environment(StorageVariables.AwsSecretAccessKey) is { Length: > 0 } secret)
            return new AwsKeys(id, secret, environment(StorageVariables.AwsSessionToken) is { Length: > 0 } token ? token : null);
        try
        {
            AWSCredentials credentials = await _chain.Value.WaitAsync(cancellationToken);
            ImmutableCredentials keys = await credentials.GetCredentialsAsync().WaitAsync(cancellationToken);
            return new AwsKeys(keys.AccessKey, keys.SecretKey, keys.UseToken ? keys.Token : null);
        }
        catch (AmazonClientException none)
        {
            throw new StorageException(place.ToString(), "there are no AWS credentials.", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile with AWS_PROFILE.", none);
        }
    }

    public string Region() => environment(StorageVariables.AwsRegion) is { Length: > 0 } region ? region
        : environment(StorageVariables.AwsDefaultRegion) is { Length: > 0 } fallback ? fallback
        : ProfileRegion() ?? "us-east-1";

    // Apart, so that keys from the environment never load the SDK.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<AWSCredentials> LoadChainAsync() => DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private string? ProfileRegion() => environment("AWS_PROFILE") is { Length: > 0 } ? FallbackRegionFactory.GetRegionEndpoint()?.SystemName : null;
}
